import { compareByKeepRule, type KeepCriterion, type KeepFacts } from './keepRule';

import type { DuplicateType } from '../../../core/findings/finding';

/** What a group needs to know of an image, by row. */
export interface DuplicateFacts extends KeepFacts {
  /** The class; undefined: unsorted. */
  readonly label?: string;
}

/** Copies of one picture, the one to keep first. An image stands in one group of each kind at most. */
export interface DuplicateGroup {
  readonly kind: DuplicateType;
  readonly images: readonly { readonly row: number; readonly keep: boolean }[];
  readonly crossSubset: boolean;
  /** The copies have different labels: which one is right is a question, not a proposal. */
  readonly crossLabel: boolean;
  /** The weakest link to the group's representative, 0 to 1; 1 for bytes and pixels. */
  readonly similarity: number;
}

/**
 * Makes a group of `rows`. Copies in valid and test are always kept, and every train copy of theirs goes; else the
 * best by the rule is kept. Whatever is protected stays.
 */
export function makeGroup(
  kind: DuplicateType,
  rows: readonly number[],
  factsOf: (row: number) => DuplicateFacts,
  rule: readonly KeepCriterion[],
  similarity = 1,
): DuplicateGroup {
  const facts = new Map(rows.map((row) => [row, factsOf(row)]));
  const isHeldOut = (row: number): boolean => facts.get(row)!.subset === 'valid' || facts.get(row)!.subset === 'test';
  const ordered = [...rows].sort(
    (i, j) =>
      Number(isHeldOut(j)) - Number(isHeldOut(i)) || compareByKeepRule(facts.get(i)!, facts.get(j)!, rule) || i - j,
  );
  const all = [...facts.values()];
  return {
    kind,
    images: ordered.map((row, at) => ({
      row,
      keep: at === 0 || isHeldOut(row) || facts.get(row)!.isProtected === true,
    })),
    crossSubset: new Set(all.map(({ subset }) => subset)).size > 1,
    crossLabel: new Set(all.map(({ label }) => label)).size > 1,
    similarity,
  };
}

/** Groups in the order of their first image's path. */
export function sortGroups(groups: DuplicateGroup[], factsOf: (row: number) => DuplicateFacts): DuplicateGroup[] {
  const key = (group: DuplicateGroup): string => factsOf(group.images[0].row).path;
  return groups.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
