import type { Shape } from './alignment';
import type { DuplicateFacts, DuplicateGroup } from './duplicateGroup';
import { makeGroup, sortGroups } from './duplicateGroup';
import { embeddingPairs } from './embeddingPairs';
import { rest } from '../../jobs/rest';
import { pHash as pHashOf } from '../../images/perceptualHash';
import { hammingDistance, hammingPairs, maxRadius, setHash, type HashColumn } from './hammingPairs';
import type { Judged, JudgedPairs } from './judgedPairs';
import type { KeepCriterion } from './keepRule';
import { judgePair, nearThresholds, type NearThresholds } from './nearVerdict';
import { starGroups, type Edge, type StarGroup } from './starGroups';
import { turnLuma, turnShape, type Turn } from './turned';

/** Columns of one dataset; row i is the same image in all. */
export interface NearColumns {
  readonly count: number;
  /** `Fingerprint.pHash`, [n, 2]. */
  readonly pHash: HashColumn;
  /** `Fingerprint.contentHash`, [n, 2]. */
  readonly contentHash: HashColumn;
  /** sha256 of the files: equal ones are the same image here. */
  readonly contents: readonly string[];
  /** Each of length 1, [n, d]; without them, crops and frames are found only where the hashes happen to agree. */
  readonly embeddings?: { readonly values: Float32Array; readonly width: number };
  shapeOf(row: number): Shape;
  factsOf(row: number): DuplicateFacts;
}

type NearRule = readonly KeepCriterion[];

export interface NearOptions {
  readonly thresholds?: NearThresholds;
  /** Finds mirrored and turned copies too. */
  readonly turns?: readonly Turn[];
  /** Told the agreement of detail, 0 to 1, of each pair that was laid over one another. */
  readonly onJudged?: (detail: number) => void;
  /** Pairs that need not be judged again at these thresholds and turns; takes in those that are. */
  readonly judged?: JudgedPairs;
}

/**
 * Near-duplicates: pairs that hash or embedding bring together are laid over one another and judged by what is seen;
 * groups form around a representative that each member was compared with. Deterministic. Copies of the same bytes
 * are left to their own kind: the first row stands for all.
 */
export function nearGroups(columns: NearColumns, options: NearOptions & { rule: NearRule }): DuplicateGroup[] {
  return groupsOfStars(nearStars(columns, options), (row) => columns.factsOf(row), options.rule);
}

/** What near-duplicate groups consist of, before anybody says which copy to keep. */
export function nearStars(columns: NearColumns, options: NearOptions): StarGroup[] {
  const edges = nearEdges(columns, options);
  const thresholds = options.thresholds ?? nearThresholds;
  return starGroups(edges, (i, j) => knownSimilarityOf(columns, i, j, thresholds, options));
}

export function groupsOfStars(
  stars: readonly StarGroup[],
  factsOf: (row: number) => DuplicateFacts,
  rule: NearRule,
): DuplicateGroup[] {
  const groups = stars.map(({ representative, members, similarity }) =>
    makeGroup('near', [representative, ...members], factsOf, rule, similarity),
  );
  return sortGroups(groups, factsOf);
}

function nearEdges(columns: NearColumns, options: NearOptions): Edge[] {
  const thresholds = options.thresholds ?? nearThresholds;
  const edges: Edge[] = [];
  const judged = new Set<number>();
  const consider = (i: number, j: number): void => {
    const key = i * columns.count + j;
    if (judged.has(key)) return;
    judged.add(key);
    const similarity = knownSimilarityOf(columns, i, j, thresholds, options);
    if (similarity !== undefined) edges.push({ i, j, similarity });
  };
  const rows = firstOfEachContent(columns.contents);
  considerHashes(columns, rows, Math.min(maxRadius, thresholds.hashDistance), consider);
  for (const turn of options.turns ?? []) considerTurned(columns, rows, turn, thresholds, consider);
  const { embeddings } = columns;
  if (embeddings) {
    const { values, width } = embeddings;
    const own = takeRows(values, width, rows);
    embeddingPairs(own, width, thresholds.cosine, (a, b) => consider(rows[a], rows[b]));
  }
  return edges.sort((a, b) => a.i - b.i || a.j - b.j);
}

/** Compares whole with whole, content with content, and whole with content, in one search over both hashes. */
function considerHashes(
  { pHash, contentHash }: NearColumns,
  rows: Uint32Array,
  radius: number,
  consider: (i: number, j: number) => void,
): void {
  const bordered = rows.filter((row) => hammingDistance(pHash, row, contentHash, row) > 0);
  const owners = new Uint32Array(rows.length + bordered.length);
  const hashes = new Uint32Array(owners.length * 2);
  const add = (at: number, row: number, column: HashColumn): void => {
    owners[at] = row;
    hashes.set(column.subarray(2 * row, 2 * row + 2), 2 * at);
  };
  rows.forEach((row, at) => add(at, row, pHash));
  bordered.forEach((row, at) => add(rows.length + at, row, contentHash));
  hammingPairs(hashes, radius, (a, b) => {
    if (owners[a] !== owners[b]) consider(Math.min(owners[a], owners[b]), Math.max(owners[a], owners[b]));
  });
}

/** Brings pictures together with the turned ones: a turned picture's hash is that of its turned signature. */
function considerTurned(
  { pHash, shapeOf }: NearColumns,
  rows: Uint32Array,
  turn: Turn,
  { hashDistance }: NearThresholds,
  consider: (i: number, j: number) => void,
): void {
  const hashes = new Uint32Array(rows.length * 4);
  rows.forEach((row, at) => {
    hashes.set(pHash.subarray(2 * row, 2 * row + 2), 2 * at);
    setHash(hashes, rows.length + at, pHashOf(turnLuma(shapeOf(row).signature, turn)));
  });
  hammingPairs(hashes, Math.min(maxRadius, hashDistance), (a, b) => {
    const [i, j] = [rows[a % rows.length], rows[b % rows.length]];
    if (a < rows.length && b >= rows.length && i !== j) consider(Math.min(i, j), Math.max(i, j));
  });
}

/** In an order that does not depend on where the files stand, so that what was judged holds when they move. */
function knownSimilarityOf(
  columns: NearColumns,
  i: number,
  j: number,
  thresholds: NearThresholds,
  { onJudged, turns = [], judged }: NearOptions,
): number | undefined {
  const [a, b] = columns.contents[i] < columns.contents[j] ? [i, j] : [j, i];
  let verdict = judged?.find(a, b);
  if (!verdict) {
    rest();
    verdict = judge(columns, a, b, thresholds, turns);
    judged?.add(a, b, verdict);
  }
  onJudged?.(verdict.detail);
  return verdict.isNear ? verdict.detail : undefined;
}

/** How well two pictures agree, if they are near-duplicates. */
export function similarityOf(
  columns: Pick<NearColumns, 'shapeOf'>,
  i: number,
  j: number,
  thresholds: NearThresholds,
  turns: readonly Turn[] = [],
): number | undefined {
  const { isNear, detail } = judge(columns, i, j, thresholds, turns);
  return isNear ? detail : undefined;
}

function judge(
  columns: Pick<NearColumns, 'shapeOf'>,
  i: number,
  j: number,
  thresholds: NearThresholds,
  turns: readonly Turn[],
): Judged {
  const [a, b] = [columns.shapeOf(i), columns.shapeOf(j)];
  let best = -1;
  for (const shape of [b, ...turns.map((turn) => turnShape(b, turn))]) {
    const { isNear, detail } = judgePair(a, shape, thresholds);
    if (isNear) return { isNear, detail };
    best = Math.max(best, detail);
  }
  return { isNear: false, detail: best };
}

function firstOfEachContent(contents: readonly string[]): Uint32Array {
  const seen = new Set<string>();
  const rows: number[] = [];
  contents.forEach((content, row) => {
    if (seen.has(content)) return;
    seen.add(content);
    rows.push(row);
  });
  return Uint32Array.from(rows);
}

function takeRows(values: Float32Array, width: number, rows: Uint32Array): Float32Array {
  if (rows.length * width === values.length) return values;
  const own = new Float32Array(rows.length * width);
  rows.forEach((row, at) => own.set(values.subarray(row * width, (row + 1) * width), at * width));
  return own;
}
