import { combineDecisions, type Decision, type DecisionChange } from '../../../core/decisions/decision';
import { makeDismissal, type Dismissal, type DismissalChange } from '../../../core/decisions/dismissal';
import type { DuplicateType, FindingKind } from '../../../core/findings/finding';
import {
  thresholdKeys,
  thresholdMeanings,
  thresholdsOf,
  type FindingSettings,
  type ThresholdKey,
} from '../../../core/findings/findingSettings';
import type {
  ClassHealth,
  ConfusionMatrix,
  FindingRef,
  FindingsPage,
  FindingsSummary,
  ImageContext,
  Source,
  Threshold,
  Unaccepted,
} from '../../../protocol/findings';
import type { EditReceipt } from '../../../protocol/requests';
import { classHealth } from '../../findings/classHealth';
import { confusionMatrix } from '../../findings/confusionMatrix';
import type { AgainstGroup } from '../../findings/against';
import type { DuplicateGroup } from '../../findings/duplicates/duplicateGroup';
import { isAnswered, stateCode } from '../../findings/findingStates';
import type { FindingFilter, FoundFinding } from '../../findings/findingsWork';
import type { FindingSelection, SelectedRows } from '../../findings/selectFindings';
import type { NamedSource } from '../../findings/sources';
import { counted } from '../../../core/words';
import { TimeSlice } from '../../jobs/timeSlice';
import { decisionOf } from '../describe';
import { fateOf } from '../viewing/fateOf';
import { SessionFindings, type FindingsParts } from './findings';
import { contentKey } from '../reading/indexedImages';
import type { Reference } from './reference';

export interface DeskParts extends FindingsParts {
  /** Folders below the root without an image, as the last scan found them. */
  readonly emptyFolders: () => readonly string[];
  /** The images by what was noted of where they came from. */
  readonly namedSources: (signal: AbortSignal) => Promise<NamedSource[]>;
  /** Makes the content of `rows` known. */
  readonly identify: (rows: Uint32Array) => Promise<void>;
  /** Makes changes one edit: on the disk when it resolves. */
  readonly record: (
    changes: readonly DecisionChange[],
    label: string,
    dismissals?: readonly DismissalChange[],
  ) => Promise<EditReceipt>;
  /** Remembers how findings are judged. Throws `UserError` where nothing may be written. */
  readonly judge: (settings: FindingSettings) => Promise<void>;
}

/** Settings to change; a threshold of null is the default again. */
export interface SettingsChange {
  readonly thresholds?: Readonly<Partial<Record<ThresholdKey, number | null>>>;
  readonly keepRule?: FindingSettings['keepRule'];
  readonly protect?: readonly string[];
  readonly turned?: boolean;
}

/** Findings taken from the thread at once: few enough that taking them in blocks nobody. */
const pageSize = 500;

/** Everything that can be asked about the findings of one open dataset, and done about them. */
export class FindingsDesk {
  readonly found: SessionFindings;
  /** For what is quick: aborting would end the thread with all that it knows. */
  private readonly lasting = new AbortController();

  constructor(private readonly parts: DeskParts) {
    this.found = new SessionFindings(parts);
  }

  /** The numbers as they are known now; asking for them makes the engine look, if it has not yet. */
  summary(): FindingsSummary {
    const summary = this.found.summary();
    if (summary.state === 'none' && this.parts.isReady()) this.found.refresh();
    return summary;
  }

  page(filter: FindingFilter, offset: number, limit: number, signal: AbortSignal): Promise<FindingsPage> {
    return this.found.page(filter, offset, limit, signal);
  }

  /** All findings of the kinds, in pages, whatever became of them. */
  async *all(kinds: readonly FindingKind[], signal: AbortSignal): AsyncGenerator<FoundFinding> {
    for (const kind of kinds)
      for (let offset = 0, total = 1; offset < total; offset += pageSize) {
        const filter = { kind, states: ['open', 'pending', 'kept', 'dismissed'] } as const;
        const page = await this.found.page(filter, offset, pageSize, signal, kinds);
        total = page.total;
        yield* page.findings;
      }
  }

  /** Groups of copies of the kinds, by row, without counting anything else. */
  groups(types: readonly DuplicateType[], signal: AbortSignal): Promise<DuplicateGroup[]> {
    return this.found.groups(types, signal);
  }

  /** Images with a copy in a reference set, by row. */
  async against(
    reference: Reference,
    types: readonly DuplicateType[],
    signal: AbortSignal,
  ): Promise<readonly AgainstGroup[]> {
    const { settings } = this.parts.state.decisions;
    return this.found.withImages(signal, async (ask, columns) => {
      const candidates = await ask('reference', { columns: reference.columns }, signal);
      const whole = types.includes('pixels');
      const digests = whole
        ? await this.found.feed.digestsOf(columns, candidates.own, signal)
        : new Map<number, string>();
      const referenceDigests = whole ? await reference.digests(candidates.reference) : new Map<number, string>();
      return ask('against', { types, settings, digests, referenceDigests }, signal);
    });
  }

  /** Turns proposals into pending decisions; what a person decided already stays. */
  async accept(
    selection: FindingSelection,
    unticked: boolean,
    signal: AbortSignal,
  ): Promise<EditReceipt & { readonly left: Unaccepted }> {
    const { decisions, left } = await this.found.computeAfterFindings('accept', { selection, unticked }, signal);
    const changes: DecisionChange[] = [];
    const slice = new TimeSlice();
    for (const { rows } of decisions) await this.parts.identify(Uint32Array.from(rows));
    for (const { decision, rows } of decisions)
      for (const row of rows) {
        if (slice.isOver()) await slice.next(signal);
        const change = this.changeOf(selection.kind, row, decision);
        if (change) changes.push(change);
      }
    const label = `Accept ${counted(changes.length, 'Proposal')}`;
    return { ...(await this.parts.record(changes, label)), left };
  }

  /** *Not a Problem*; or, with `dismissed` false, a problem again. */
  async dismiss(selection: FindingSelection, dismissed: boolean, signal: AbortSignal): Promise<EditReceipt> {
    const { rows, ends, types } = selection.findings
      ? packed(selection.findings)
      : await this.found.computeAfterFindings('select', { selection }, signal);
    const book = this.parts.state.decisions.dismissals;
    const changes: DismissalChange[] = [];
    const ended = new Set<Dismissal>();
    const slice = new TimeSlice();
    for (const [i, type] of types.entries()) {
      if (slice.isOver()) await slice.next(signal);
      const images = Array.from(rows.subarray(ends[i - 1] ?? 0, ends[i]));
      const asked = this.dismissalOf({ kind: selection.kind, type, images });
      if (!dismissed) for (const known of book.touching(asked)) ended.add(known);
      else if (!book.covers(asked)) changes.push({ dismissal: asked, before: false, after: true });
    }
    for (const dismissal of ended) changes.push({ dismissal, before: true, after: false });
    const what = counted(changes.length, 'Finding');
    return this.parts.record([], dismissed ? `Dismiss ${what}` : `Open ${what} Again`, changes);
  }

  /** True when a group of copies was dismissed; `hashes` are the contents of its files. */
  isDismissed(type: DuplicateType, hashes: readonly string[]): boolean {
    return this.parts.state.decisions.dismissals.covers(makeDismissal({ kind: 'duplicate', type }, hashes));
  }

  get settings(): FindingSettings {
    return this.parts.state.decisions.settings;
  }

  async setSettings({ thresholds, ...rest }: SettingsChange): Promise<FindingSettings> {
    const values = thresholdKeys.flatMap((key): [ThresholdKey, number][] => {
      const value = thresholds?.[key] === undefined ? this.settings.thresholds[key] : thresholds[key];
      return value == null || value === thresholdMeanings[key].default ? [] : [[key, value]];
    });
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    const settings: FindingSettings = { ...this.settings, ...given, thresholds: Object.fromEntries(values) };
    await this.parts.judge(settings);
    this.found.settingsChanged();
    return settings;
  }

  /** Each slider: the threshold in force and how the scores lie. */
  async thresholds(signal: AbortSignal): Promise<Threshold[]> {
    const values = thresholdsOf(this.settings);
    const sliders: Threshold[] = [];
    for (const key of thresholdKeys) {
      const { bins } = await this.found.computeAfterFindings('histogram', { key }, signal);
      sliders.push({ ...thresholdMeanings[key], key, value: values[key], bins });
    }
    return sliders;
  }

  /** What stands around one image. While the index is being made nothing is known yet. */
  imageContext(row: number): Promise<ImageContext> {
    if (!this.parts.isReady()) return Promise.resolve({ findings: [], given: [], suggested: [] });
    const predicted = this.parts.scores()?.predicted[row] ?? -1;
    return this.found.compute('context', { row, predicted }, this.lasting.signal);
  }

  /** Undefined before there is a ranking. */
  matrix(): ConfusionMatrix | undefined {
    const scores = this.parts.scores();
    const { classes, given } = this.parts.table;
    return scores && confusionMatrix({ ...scores, classes: [...classes], given });
  }

  classHealth(): ClassHealth {
    const { table } = this.parts;
    const images = table.classes.map(() => 0);
    for (let row = 0; row < table.length; row++)
      if (table.isImage(row) && table.given[row] >= 0) images[table.given[row]]++;
    return classHealth(table.classes, images, this.parts.emptyFolders(), this.matrix());
  }

  async sources(signal: AbortSignal): Promise<Source[]> {
    const { left, cameFrom } = fateOf(this.parts.state.decisions.epochs);
    const facts = {
      suspicious: this.parts.scores()?.suspicious ?? new Uint8Array(0),
      left: [...left.keys()],
      moved: [...cameFrom.values()],
      named: await this.parts.namedSources(signal),
    };
    return this.found.computeAfterFindings('sources', facts, signal);
  }

  close(): void {
    this.found.close();
  }

  /**
   * What a person decided of it stays, where that answers the finding: a label says nothing of copies. What is proposed
   * for the file alone joins what was decided of its label.
   */
  private changeOf(kind: FindingKind, row: number, proposed: Decision): DecisionChange | undefined {
    const { table, state } = this.parts;
    const hash = table.hashes[row];
    if (hash === undefined) return undefined;
    const before = decisionOf(table, state.decisions, row);
    if (isAnswered(kind, stateCode(before))) return undefined;
    const after = combineDecisions(before, proposed, table.className(table.given[row]) ?? '');
    return { path: table.path(row), hash, before, after };
  }

  /** Names a finding by what its images hold, so that it is known again elsewhere and later. */
  dismissalOf({ kind, type, images }: Pick<FoundFinding, 'kind' | 'type' | 'images'>): Dismissal {
    const { table } = this.parts;
    const label = kind === 'label' ? table.className(table.given[images[0]]) : undefined;
    const known = images.filter((row) => row < table.length);
    return makeDismissal(
      { kind, type, label },
      known.map((row) => contentKey(table, row)),
    );
  }
}

function packed(findings: readonly FindingRef[]): SelectedRows {
  let end = 0;
  return {
    rows: Uint32Array.from(findings.flatMap(({ images }) => images)),
    ends: Uint32Array.from(findings, ({ images }) => (end += images.length)),
    types: findings.map(({ type }) => type),
  };
}
