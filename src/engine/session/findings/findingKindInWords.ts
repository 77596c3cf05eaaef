import type { FindingKind, FindingType } from '../../../core/findings/finding';

const types: Readonly<Record<FindingType, string>> = {
  bytes: 'copies: same bytes',
  pixels: 'copies: same picture',
  near: 'near-duplicates',
  dark: 'dark',
  bright: 'bright',
  blurry: 'blurry',
  'low-information': 'low information',
  tiny: 'tiny',
  'odd-aspect': 'odd aspect',
  ending: 'wrong file ending',
  format: 'format a loader skips',
  mode: 'colours a loader refuses',
};

/** How copies that lie in several subsets are alike. */
const leakage: Readonly<Partial<Record<FindingType, string>>> = {
  bytes: 'leakage: same bytes',
  pixels: 'leakage: same picture',
  near: 'leakage: near-duplicates',
};

const kinds: Readonly<Record<FindingKind, string>> = {
  label: 'labels',
  duplicate: 'copies',
  leakage: 'leakage between subsets',
  outlier: 'outliers',
  quality: 'quality',
  loader: 'loaders',
  unreadable: 'damaged',
  collage: 'collages',
  'off-reference': 'off reference',
};

/** A kind of finding in the words of the editor; no two kinds and types have the same. */
export function findingKindInWords(kind: FindingKind, type?: FindingType): string {
  if (type === undefined) return kinds[kind];
  return (kind === 'leakage' ? leakage[type] : undefined) ?? types[type];
}
