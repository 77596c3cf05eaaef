import type { FindingKind, FindingType } from './finding';

/**
 * Words of the query `is:` that findings answer, each with its bit in the column of a row's findings: every kind and
 * type, then facts of a picture that are no problem by themselves.
 */
export const findingBits = {
  label: 1 << 0,
  bytes: 1 << 1,
  pixels: 1 << 2,
  near: 1 << 3,
  leakage: 1 << 4,
  outlier: 1 << 5,
  dark: 1 << 6,
  bright: 1 << 7,
  blurry: 1 << 8,
  'low-information': 1 << 9,
  tiny: 1 << 10,
  'odd-aspect': 1 << 11,
  ending: 1 << 12,
  format: 1 << 13,
  mode: 1 << 14,
  damaged: 1 << 15,
  dismissed: 1 << 16,
  greyscale: 1 << 17,
  'odd-size': 1 << 18,
  turned: 1 << 19,
  cmyk: 1 << 20,
  animated: 1 << 21,
  transparent: 1 << 22,
  collage: 1 << 23,
  'off-reference': 1 << 24,
} as const satisfies Readonly<Record<string, number>>;

type FindingBit = keyof typeof findingBits;

/** Kinds that have types are any of them. */
export const kindBits = {
  duplicate: findingBits.bytes | findingBits.pixels | findingBits.near,
  quality:
    findingBits.dark |
    findingBits.bright |
    findingBits.blurry |
    findingBits['low-information'] |
    findingBits.tiny |
    findingBits['odd-aspect'],
  loader: findingBits.ending | findingBits.format | findingBits.mode,
} as const;

export type FindingWord = FindingBit | keyof typeof kindBits;

const maskOf: Readonly<Record<FindingWord, number>> = { ...findingBits, ...kindBits };

export const findingWords = Object.keys(maskOf).filter(isFindingWord);

export function isFindingWord(word: string): word is FindingWord {
  return Object.hasOwn(maskOf, word);
}

/** The bits of which a row must have one for `is:word` to hold. */
export function findingMask(word: FindingWord): number {
  return maskOf[word];
}

/** The bit that a finding sets for its images; 0 for kinds that have no word of their own. */
export function findingBit(kind: FindingKind, type?: FindingType): number {
  if (kind === 'unreadable') return findingBits.damaged;
  const word = kind === 'duplicate' || kind === 'quality' || kind === 'loader' ? type : kind;
  return word !== undefined && isFindingWord(word) ? maskOf[word] : 0;
}
