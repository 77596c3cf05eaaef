import type { MoreLikeThese, PileClusters, PileProposals, PileState, SortLine } from '../../../protocol/sorting';
import { similarityBins } from '../../../protocol/sortingRequests';
import { UserError } from '../../errors';
import type { HeadInput } from '../../model/head/headInput';
import { sharedFloats } from '../../model/head/shared';
import { acceptedAtPrecision, acceptedAtThreshold, examplesNeeded, type Proposals } from '../../sorting/proposals';
import { stripAboveLine, uncertainFirst } from '../../sorting/reviewOrder';
import { runSorting } from '../../sorting/sortingThread';
import type { DatasetState } from '../datasetState';
import { decisionOf } from '../describe';
import type { Embeddings } from '../reading/embeddings';
import type { ImageTable } from '../imageTable';
import type { Scores } from '../ranking/scores';

export interface SortingParts {
  readonly table: ImageTable;
  readonly embeddings: Embeddings;
  readonly state: DatasetState;
  /** The fitting program, which also runs the sorting threads. */
  readonly program: string;
  readonly seed: number;
  readonly scores: () => Scores | undefined;
  /** What the head is fitted to. */
  readonly input: () => HeadInput;
  /** Resolves when what is there was read, and the scores are those of all decisions. */
  readonly settled: () => Promise<void>;
  /** Rows that a query finds. */
  readonly find: (query: string) => Uint32Array;
  /** Told when similarities are new. */
  readonly onSimilarity: () => void;
}

const curvePrecisions = [0.99, 0.98, 0.97, 0.96, 0.95, 0.93, 0.9, 0.85, 0.8, 0.7];

/** Sorting of the unsorted images of one open dataset, and looking for more of a kind. Work is done in threads. */
export class SortingDesk {
  private like: Float32Array | undefined;
  /** The class proposed for a row at the last proposal. */
  private proposed: ReadonlyMap<number, string> = new Map();
  /** The clusters that were shown last. */
  private shown: readonly Int32Array[] = [];

  constructor(private readonly parts: SortingParts) {}

  /** Likeness to the images or words last pointed at, by row, 0 to 1, NaN where there is none; undefined before any. */
  get similarity(): Float32Array | undefined {
    return this.like;
  }

  /** Takes another likeness for it, by row. */
  showSimilarity(like: Float32Array): void {
    this.like = like;
    this.parts.onSimilarity();
  }

  /** The class last proposed for an unsorted row. */
  proposedFor(row: number): string | undefined {
    return this.proposed.get(row);
  }

  async pileState(): Promise<PileState> {
    await this.parts.settled();
    const { labels, classes } = this.parts.input();
    const labelled = new Uint32Array(classes);
    for (const label of labels) if (label >= 0) labelled[label]++;
    return { left: this.unsorted('').length, labelled };
  }

  async clusters(query: string, count: number, signal: AbortSignal): Promise<PileClusters> {
    await this.parts.settled();
    const { embeddings, program, seed, input } = this.parts;
    const rows = this.unsorted(query);
    const { groups } = input();
    const { clusters, random } = await runSorting(
      program,
      {
        ...{ kind: 'clusters', rows, count, seed },
        ...{ embeddings: embeddings.data, d: embeddings.width, groups: groups ?? new Int32Array(0) },
      },
      signal,
    );
    this.shown = clusters.map((cluster) => cluster.rows);
    return {
      clusters: clusters.map((cluster) => ({
        rows: Uint32Array.from(cluster.rows),
        representatives: Uint32Array.from(cluster.representatives),
        copies: cluster.copies,
      })),
      random: Uint32Array.from(random),
      images: rows.length,
    };
  }

  /** Throws `UserError` while there is nothing to propose from. */
  async proposals(query: string, line: SortLine, signal: AbortSignal): Promise<PileProposals> {
    await this.parts.settled();
    const { table, program, seed } = this.parts;
    const scores = this.parts.scores();
    const { embeddings, d, labels, groups, classes } = this.parts.input();
    if (scores && scores.rows !== labels.length)
      throw new UserError('The dataset has changed: the new images are being ranked. Sort again in a moment.');
    if (!scores || new Set(labels.filter((label) => label >= 0)).size < 2)
      throw new UserError('Sorting needs a few labelled images of at least two classes. Label some clusters first.');
    const { width, values, columns } = scores.probabilities;
    const copy = sharedFloats(values.length);
    copy.set(values);
    const proposals = await runSorting(
      program,
      {
        ...{ kind: 'propose', embeddings, d, labels, classes, pile: this.unsorted(query) },
        groups: groups ?? Int32Array.from(labels.keys()),
        kin: kinOf(groups ?? Int32Array.from(labels.keys()), labels, this.shown),
        scores: {
          probabilities: { width, values: copy, columns: columns && columns.slice() },
          outOfSample: scores.outOfSample,
        },
      },
      signal,
    );
    const entries = Array.from(proposals.rows, (row, i) => [row, table.classes[proposals.predicted[i]]] as const);
    this.proposed = new Map(entries.filter(([, proposed]) => proposed !== undefined));
    return describeProposals(proposals, line, table.classes.length, seed);
  }

  /** Compares all images with `examples`; throws `UserError` when none of them was read. */
  async moreLike(examples: Uint32Array, signal: AbortSignal): Promise<MoreLikeThese> {
    const { table, embeddings, program, state } = this.parts;
    const known = (row: number): boolean => row < table.length && table.isImage(row) && embeddings.has(row);
    const rows = Int32Array.from({ length: table.length }, (_, row) => row).filter(known);
    const read = Int32Array.from(examples).filter(known);
    if (read.length === 0)
      throw new UserError('These images have not been read yet: nothing is known to be like them.');
    const { score, suggested } = await runSorting(
      program,
      { kind: 'similar', embeddings: embeddings.data, d: embeddings.width, rows, examples: read },
      signal,
    );
    const like = new Float32Array(table.length).fill(NaN);
    const histogram = new Uint32Array(similarityBins);
    let found = 0;
    rows.forEach((row, i) => {
      like[row] = score[i];
      if (decisionOf(table, state.decisions, row)) return;
      histogram[Math.min(similarityBins - 1, Math.floor(score[i] * similarityBins))]++;
      if (score[i] >= suggested) found++;
    });
    this.showSimilarity(like);
    return { histogram, suggested, found };
  }

  /** Rows without a label and without a decision: what was reviewed is not asked again. */
  private unsorted(query: string): Int32Array {
    const { table, embeddings, state, find } = this.parts;
    return Int32Array.from(find(query))
      .filter((row) => table.isImage(row) && embeddings.has(row) && table.given[row] < 0)
      .filter((row) => decisionOf(table, state.decisions, row) === undefined)
      .sort();
  }
}

/** This share of a cluster has one label when it was labelled as a whole. */
const wholeCluster = 0.8;

/**
 * Groups of copies, and of images that were labelled as one cluster: those are nearer to each other than images of
 * their class usually are, so that what is usual must not be taken from them.
 */
function kinOf(groups: Int32Array, labels: Int32Array, clusters: readonly Int32Array[]): Int32Array {
  const kin = groups.slice();
  clusters.forEach((rows, cluster) => {
    const own = new Map<number, number[]>();
    for (const row of rows)
      own
        .set(labels[row], own.get(labels[row]) ?? [])
        .get(labels[row])
        ?.push(row);
    for (const [label, alike] of own)
      if (label >= 0 && alike.length >= wholeCluster * rows.length)
        for (const row of alike) kin[row] = labels.length + cluster;
  });
  return kin;
}

/** Number of proposals above a line. */
export function acceptedAt(proposals: Proposals, line: SortLine): number {
  return line.kind === 'precision'
    ? acceptedAtPrecision(proposals, line.precision)
    : acceptedAtThreshold(proposals, line.confidence);
}

function describeProposals(proposals: Proposals, line: SortLine, classes: number, seed: number): PileProposals {
  const { rows, predicted, confidence, unknown, order, precision, examples } = proposals;
  const count = acceptedAt(proposals, line);
  const accepted = Uint32Array.from(order.subarray(0, count), (i) => rows[i]);
  const perClass = new Uint32Array(classes);
  for (const i of order.subarray(0, count)) perClass[predicted[i]]++;
  return {
    accepted,
    strip: Uint32Array.from(stripAboveLine(count, seed), (at) => accepted[at]),
    uncertain: Uint32Array.from(uncertainFirst(proposals, count, seed)),
    unknown: Uint32Array.from(rows.filter((_, i) => unknown[i] === 1)),
    threshold: count > 0 ? confidence[order[count - 1]] : 1,
    precision: count > 0 ? precision[count - 1] : NaN,
    proposed: { rows: Uint32Array.from(rows), classes: predicted, confidence },
    perClass,
    curve: curvePrecisions.map((wanted) => ({ precision: wanted, images: acceptedAtPrecision(proposals, wanted) })),
    examples,
    examplesNeeded: line.kind === 'precision' ? examplesNeeded(line.precision) : 0,
  };
}
