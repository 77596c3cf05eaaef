import { DismissalBook, type Dismissal } from '../../core/decisions/dismissal';
import type { DuplicateType, Finding, FindingKind, FindingState, FindingType } from '../../core/findings/finding';
import { thresholdsOf, type FindingSettings, type ThresholdKey } from '../../core/findings/findingSettings';
import { collageFindings, type SearchedPicture } from './collage';
import type { FindingColumns } from './columns';
import { bitsByRow, countFindings, type FindingCount } from './countFindings';
import { Copies, type CopyOptions } from './copies';
import { duplicateFindings, leakageFindings } from './duplicates';
import type { DuplicateFacts, DuplicateGroup } from './duplicates/duplicateGroup';
import type { PackedPairs } from './duplicates/judgedPairs';
import { stateOf, type StateFacts } from './findingStates';
import { histogramOf, type ScoreHistogram } from './histogram';
import { imageContext } from './imageContext';
import { ImageSet } from './imageSet';
import { labelFindings, type LabelScores } from './label';
import { nearestOfClass } from './nearestOfClass';
import { loaderFindings } from './loader';
import { measureOutliers, outlierFindings, type OutlierColumns, type OutlierMeasure } from './outliers';
import { pictureBits } from './pictureFacts';
import { ReferenceMatcher, type ReferenceSpec } from './offReference';
import { qualityFindings, qualityScore } from './quality';
import {
  acceptProposals,
  selectedRows,
  type AcceptedProposals,
  type FindingSelection,
  type SelectedRows,
} from './selectFindings';
import type { ImageContext, Source } from '../../protocol/findings';
import { summariseSources, type SourceFacts } from './sources';
import { unreadableFindings } from './unreadable';

export interface ComputedFindings {
  readonly counts: readonly FindingCount[];
  /** `findingBits` by row of the table. */
  readonly bits: Uint32Array;
}

/** Which findings are meant; states that are not named are left out. */
export interface FindingFilter {
  readonly kind: FindingKind;
  readonly type?: FindingType;
  readonly states: readonly FindingState[];
}

/** A finding with what became of it. Rows are those of the table. */
export interface FoundFinding extends Finding {
  readonly state: FindingState;
  /** Of a label issue: images of the suggested class that are most like it. */
  readonly neighbours?: readonly number[];
}

const copyTypes: readonly DuplicateType[] = ['bytes', 'pixels', 'near'];

/** Everything that is computed of findings, on a thread of its own; see `findingsThread`. */
export class FindingsWork {
  readonly images: ImageSet;
  /** Holds images against what a person gave as a reference. */
  readonly matcher: ReferenceMatcher;
  private reference: ReferenceSpec | undefined;
  private readonly copies: Copies;
  private readonly damagedHashes: ReadonlyMap<number, string>;
  private sheets: readonly SearchedPicture[] = [];
  private scores: LabelScores | undefined;
  private settings: FindingSettings | undefined;
  private outliers: (OutlierMeasure | undefined)[] | undefined;
  private facts: Uint32Array | undefined;
  /** Findings by kind, with what they were made of. */
  private readonly made = new Map<FindingKind, { readonly key: string; readonly findings: readonly Finding[] }>();
  private found: FoundFinding[] = [];
  private scoresSeen = 0;

  constructor(readonly columns: FindingColumns) {
    this.images = new ImageSet(columns);
    this.copies = new Copies(this.images);
    this.matcher = new ReferenceMatcher(this.images);
    this.damagedHashes = new Map(columns.damaged.map(({ row, hash }) => [row, hash]));
  }

  setScores(scores: LabelScores | undefined): void {
    this.scores = scores;
    this.scoresSeen++;
  }

  /** The sheets that a search found so far. */
  setCollages(pictures: readonly SearchedPicture[]): void {
    this.sheets = pictures;
    this.made.delete('collage');
  }

  /** What images must match from now on; undefined: nothing. */
  setReference(spec: ReferenceSpec | undefined): void {
    this.reference = spec;
    this.made.delete('off-reference');
  }

  candidates(): Uint32Array {
    return this.copies.candidates();
  }

  setDigests(digests: ReadonlyMap<number, string>): void {
    this.copies.setDigests(digests);
    this.made.delete('duplicate');
    this.made.delete('leakage');
  }

  /** Pairs of pictures that an earlier search judged. */
  setJudged(pairs: PackedPairs | undefined): void {
    this.copies.setJudged(pairs);
  }

  /** Those that are known by now, for the next search; undefined where none was judged since they were last taken. */
  takeJudged(): PackedPairs | undefined {
    return this.copies.takeJudged();
  }

  /** Computes the kinds asked for (what is still as it was is kept) and tells what became of each finding. */
  compute(
    settings: FindingSettings,
    dismissals: readonly Dismissal[],
    kinds: readonly FindingKind[],
  ): ComputedFindings {
    this.settings = settings;
    this.images.protect(settings.protect);
    const book = new DismissalBook();
    book.apply(dismissals.map((dismissal) => ({ dismissal, before: false, after: true })));
    const facts = this.stateFacts(book);
    this.found = [];
    for (const kind of kinds)
      for (const finding of this.findingsOf(kind)) this.found.push({ ...finding, state: stateOf(finding, facts) });
    this.facts ??= pictureBits(this.images);
    return { counts: countFindings(this.found), bits: bitsByRow(this.columns, this.facts, this.found) };
  }

  /** The findings that the filter names, in their order, from number `offset` on. */
  page(filter: FindingFilter, offset: number, limit: number): { total: number; findings: FoundFinding[] } {
    const all = this.matching(filter);
    return { total: all.length, findings: this.withNeighbours(all.slice(offset, offset + limit)) };
  }

  /** All findings that the filter names. */
  matching({ kind, type, states }: FindingFilter): FoundFinding[] {
    return this.found.filter(
      (one) => one.kind === kind && (type === undefined || one.type === type) && states.includes(one.state),
    );
  }

  accept(selection: FindingSelection, unticked: boolean): AcceptedProposals {
    return acceptProposals(this.found, selection, unticked);
  }

  select(selection: FindingSelection): SelectedRows {
    return selectedRows(this.found, selection);
  }

  /** How the scores that a threshold is compared with are distributed. */
  histogram(key: ThresholdKey): ScoreHistogram {
    switch (key) {
      case 'label':
        return histogramOf(key, this.scores?.margin ?? []);
      case 'near':
        return histogramOf(key, this.copies.judged);
      case 'outlier':
        return histogramOf(
          key,
          this.outlierMeasures().map((measure) => measure?.beyond ?? NaN),
        );
      case 'off-reference':
        return histogramOf(key, this.matcher.similarities(this.reference));
      default:
        return histogramOf(
          key,
          Array.from({ length: this.images.count }, (_, i) => qualityScore(this.images.qualityOf(i), key)),
        );
    }
  }

  /** Groups of copies, by row of the table. */
  groups(types: readonly DuplicateType[], settings: FindingSettings): DuplicateGroup[] {
    this.images.protect(settings.protect);
    const { rows } = this.columns;
    return this.copies
      .groups(types, copyOptions(settings))
      .map((group) => ({ ...group, images: group.images.map((image) => ({ ...image, row: rows[image.row] })) }));
  }

  /** What stands around one image; findings as they were last computed. */
  context(row: number, predicted: number): ImageContext {
    return imageContext(this.images, this.found, row, predicted);
  }

  /** The images by source, with the rates that tell a bad one. */
  sources(facts: SourceFacts): Source[] {
    const { rows, decisions, count, tableLength } = this.columns;
    const copies = new Uint8Array(tableLength);
    for (const { kind, state, images } of this.found)
      if (kind === 'duplicate' && state !== 'dismissed') for (const row of images) copies[row] = 1;
    return summariseSources({ paths: this.images.paths, rows: rows.subarray(0, count), decisions, copies }, facts);
  }

  private findingsOf(kind: FindingKind): readonly Finding[] {
    const key = this.keyOf(kind);
    const known = this.made.get(kind);
    if (known?.key === key) return known.findings;
    const findings = this.make(kind);
    this.made.set(kind, { key, findings });
    return findings;
  }

  /** What the findings of a kind depend on, besides the images. */
  private keyOf(kind: FindingKind): string {
    const { thresholds, keepRule, protect, turned } = this.required();
    switch (kind) {
      case 'label':
        return JSON.stringify([this.scoresSeen, thresholds.label]);
      case 'duplicate':
      case 'leakage':
        return JSON.stringify([thresholds.near, keepRule, protect, turned]);
      case 'outlier':
        return String(thresholds.outlier);
      case 'quality':
        return JSON.stringify(thresholds);
      case 'off-reference':
        return String(thresholds['off-reference']);
      case 'loader':
      case 'unreadable':
      case 'collage':
        return '';
    }
  }

  private make(kind: FindingKind): Finding[] {
    const { images, columns } = this;
    const settings = this.required();
    const thresholds = thresholdsOf(settings);
    const factsOf = (i: number): DuplicateFacts => images.factsOf(i);
    switch (kind) {
      case 'label':
        return this.scores ? this.inTable(labelFindings(this.labelColumns(), this.scores, thresholds.label)) : [];
      case 'duplicate':
        return this.inTable(
          duplicateFindings(this.copies.groups(copyTypes, copyOptions(settings)), factsOf, thresholds.near),
        );
      case 'leakage':
        return this.inTable(leakageFindings(this.copies.groups(copyTypes, copyOptions(settings)), factsOf));
      case 'outlier':
        return this.inTable(outlierFindings(this.outlierColumns(), thresholds.outlier, this.outlierMeasures()));
      case 'quality':
        return this.inTable(qualityFindings(images.count, (i) => images.qualityOf(i), thresholds));
      case 'loader':
        return this.inTable(loaderFindings(images.count, (i) => images.loaderFactsOf(i)));
      case 'unreadable':
        return unreadableFindings(columns.damaged);
      case 'collage':
        return collageFindings(this.sheets);
      case 'off-reference': {
        const { reference } = this;
        return reference ? this.inTable(this.matcher.findings(reference, thresholds['off-reference'])) : [];
      }
    }
  }

  private outlierMeasures(): (OutlierMeasure | undefined)[] {
    this.outliers ??= measureOutliers(this.outlierColumns());
    return this.outliers;
  }

  private outlierColumns(): OutlierColumns {
    const { embeddings, given, classes, count } = this.columns;
    return {
      embeddings: this.images.embeddings(),
      width: embeddings.width,
      given: given.subarray(0, count),
      classes,
    };
  }

  private labelColumns(): { rows: Uint32Array; given: Int32Array; classes: readonly string[] } {
    const { rows, given, classes, count } = this.columns;
    return { rows: rows.subarray(0, count), given: given.subarray(0, count), classes };
  }

  /** The findings with what speaks for the class that the model gives: only for those that are shown, it takes a pass. */
  private withNeighbours(findings: readonly FoundFinding[]): FoundFinding[] {
    const { images, scores } = this;
    const asked = findings.flatMap(({ kind, images: [row] }, at) => {
      const i = kind === 'label' && scores ? images.indexOf(row) : -1;
      return i < 0 || !scores ? [] : [{ at, i, label: scores.predicted[row] }];
    });
    const all = [...findings];
    nearestOfClass(images, asked).forEach((nearest, n) => {
      const { at } = asked[n];
      all[at] = { ...all[at], neighbours: nearest.map(({ row }) => row) };
    });
    return all;
  }

  /** Replaces indices by rows of the table. */
  private inTable(findings: readonly Finding[]): Finding[] {
    const rows = (indices: readonly number[]): number[] => indices.map((i) => this.columns.rows[i]);
    return findings.map((finding) => {
      const { proposal } = finding;
      const own = proposal && 'images' in proposal ? { ...proposal, images: rows(proposal.images) } : proposal;
      return { ...finding, images: rows(finding.images), ...(own && { proposal: own }) };
    });
  }

  private stateFacts(dismissals: DismissalBook): StateFacts {
    const { images, damagedHashes } = this;
    return {
      decisions: this.columns.decisions,
      dismissals,
      hashOf: (row) => images.contents[images.indexOf(row)] ?? damagedHashes.get(row) ?? '',
      labelOf: (row) => images.labelOf(images.indexOf(row)),
    };
  }

  private required(): FindingSettings {
    if (!this.settings) throw new Error('Findings were asked for before they were computed.');
    return this.settings;
  }
}

function copyOptions(settings: FindingSettings): CopyOptions {
  return { near: thresholdsOf(settings).near, turned: settings.turned, rule: settings.keepRule };
}
