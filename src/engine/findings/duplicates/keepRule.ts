import { defaultFindingSettings, type KeepCriterion } from '../../../core/findings/findingSettings';
import type { SubsetName } from '../../../core/layout';

/** What a keep rule may ask of an image. */
export interface KeepFacts {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly subset?: SubsetName;
  /** Width times height; absent without an index. */
  readonly pixels?: number;
  /** A link to a file elsewhere: the file itself is the better one to keep. */
  readonly isLink?: boolean;
  /** In a folder from which nothing may be proposed for removal. */
  readonly isProtected?: boolean;
}

export type { KeepCriterion };
export const defaultKeepRule = defaultFindingSettings.keepRule;

/** valid and test are never touched for a copy in train. */
const subsetRank: Readonly<Record<SubsetName, number>> = { test: 0, valid: 1, train: 2 };

const compare: Readonly<Record<KeepCriterion, (a: KeepFacts, b: KeepFacts) => number>> = {
  resolution: (a, b) => (b.pixels ?? 0) - (a.pixels ?? 0),
  size: (a, b) => b.bytes - a.bytes,
  oldest: (a, b) => a.modifiedMs - b.modifiedMs,
  subset: (a, b) => rankOf(a) - rankOf(b),
  name: comparePaths,
};

function rankOf({ subset }: KeepFacts): number {
  return subset === undefined ? 3 : subsetRank[subset];
}

function comparePaths(a: KeepFacts, b: KeepFacts): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** Tells the paths in folders from which nothing may be proposed for removal. */
export function protectedIn(folders: readonly string[]): (path: string) => boolean {
  const starts = folders.map((folder) => (folder.endsWith('/') ? folder : `${folder}/`));
  return (path) => starts.some((start) => path.startsWith(start));
}

/** Orders copies, the one to keep first: protected ones, real files before links, then the user's rule, then the path. */
export function compareByKeepRule(a: KeepFacts, b: KeepFacts, rule: readonly KeepCriterion[]): number {
  const fixed = Number(b.isProtected ?? false) - Number(a.isProtected ?? false) || linkLast(a, b);
  if (fixed !== 0) return fixed;
  for (const criterion of rule) {
    const order = compare[criterion](a, b);
    if (order !== 0) return order;
  }
  return comparePaths(a, b);
}

function linkLast(a: KeepFacts, b: KeepFacts): number {
  return Number(a.isLink ?? false) - Number(b.isLink ?? false);
}
