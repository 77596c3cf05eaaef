import { groupBy } from '../../../core/groupBy';
import type { DuplicateFacts, DuplicateGroup } from './duplicateGroup';
import { makeGroup, sortGroups } from './duplicateGroup';
import { hammingPairs, type HashColumn } from './hammingPairs';
import type { KeepCriterion } from './keepRule';

/** Columns of one dataset; row i is the same image in all. */
export interface PixelColumns {
  /** sha256 of the files. */
  readonly contents: readonly string[];
  /** `StoredFacts.codedHash`; undefined where the format has none. */
  readonly codedHashes: readonly (string | undefined)[];
  /** Pixels of the upright pictures. */
  readonly width: Uint32Array;
  readonly height: Uint32Array;
  /** `Fingerprint.pHash`, [n, 2]. */
  readonly pHash: HashColumn;
  factsOf(row: number): DuplicateFacts;
}

/** Bits in which the hashes of identical pictures may differ: they are taken of reduced decodes. */
export const closeHash = 4;

/**
 * Rows whose whole picture must be decoded to tell: their upright size is equal to another's and the hash is close,
 * while neither their bytes nor their coded data already say that they are the same. One row stands for all of the
 * same coded data.
 */
export function pixelCandidates({ contents, codedHashes, width, height, pHash }: PixelColumns): Uint32Array {
  const standIns = standInsOf(contents, codedHashes);
  const candidates = new Set<number>();
  for (const rows of groupBy(standIns, (row) => `${width[row]}x${height[row]}`)) {
    if (rows.length < 2) continue;
    const hashes = new Uint32Array(rows.length * 2);
    rows.forEach((row, at) => hashes.set(pHash.subarray(2 * row, 2 * row + 2), 2 * at));
    hammingPairs(hashes, closeHash, (a, b) => {
      candidates.add(rows[a]);
      candidates.add(rows[b]);
    });
  }
  return Uint32Array.from(candidates).sort();
}

/**
 * Groups of the same picture in another wrapper: equal coded data, or equal pixels (`digests`, of the candidates that
 * could be decoded). Groups whose files are all of the same bytes are left to that kind.
 */
export function pixelGroups(
  columns: PixelColumns,
  digests: ReadonlyMap<number, string>,
  rule: readonly KeepCriterion[],
): DuplicateGroup[] {
  const { contents, codedHashes } = columns;
  const standIn = new Map<string, number>();
  for (const row of standInsOf(contents, codedHashes)) standIn.set(pictureKey(contents, codedHashes, row), row);
  const rows = contents.map((_, row) => row);
  const keyOf = (row: number): string => {
    const key = pictureKey(contents, codedHashes, row);
    const digest = digests.get(standIn.get(key)!);
    return digest === undefined ? key : `pixels ${digest}`;
  };
  const groups = groupBy(rows, keyOf).filter((group) => new Set(group.map((row) => contents[row])).size > 1);
  const factsOf = (row: number): DuplicateFacts => columns.factsOf(row);
  return sortGroups(
    groups.map((group) => makeGroup('pixels', group, factsOf, rule)),
    factsOf,
  );
}

/** Equal for files that are known, without decoding, to show the same picture. */
function pictureKey(contents: readonly string[], codedHashes: readonly (string | undefined)[], row: number): string {
  const coded = codedHashes[row];
  return coded === undefined ? `bytes ${contents[row]}` : `coded ${coded}`;
}

function standInsOf(contents: readonly string[], codedHashes: readonly (string | undefined)[]): number[] {
  const rows = contents.map((_, row) => row);
  return groupBy(rows, (row) => pictureKey(contents, codedHashes, row)).map(([first]) => first);
}
