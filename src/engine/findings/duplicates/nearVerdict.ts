import { alignAsPart, alignDirectly, type Alignment, type Shape } from './alignment';

/** From when on two pictures count as near-duplicates; `nearThresholds` are calibrated by bench/duplicates/near. */
export interface NearThresholds {
  /** Bits in which perceptual hashes may differ for a pair to be looked at, at most 7. */
  readonly hashDistance: number;
  /** Cosine of the embeddings from which a pair is looked at; depends on the model. */
  readonly cosine: number;
  /** Agreement of pictures laid over one another as they are or without borders. */
  readonly whole: { readonly correlation: number; readonly detail: number };
  /** Agreement of a picture with a part of another. */
  readonly part: { readonly correlation: number; readonly detail: number };
}

/**
 * Seeded copies of 231 photographs against 2 million unrelated pairs: pairs of different pictures stay below a detail
 * agreement of 0.75; re-encoded, resized and brightened copies stay above 0.9, bordered ones above 0.83.
 */
export const nearThresholds: NearThresholds = {
  hashDistance: 7,
  cosine: 0.85,
  whole: { correlation: 0.75, detail: 0.8 },
  part: { correlation: 0.93, detail: 0.74 },
};

/** A crop or frame agrees a little less than a whole picture does. */
export const partSlack = 0.06;

/** The thresholds at which pictures that agree in `detail` (0 to 1) and more are near-duplicates. */
export function nearThresholdsAt(detail: number): NearThresholds {
  const { whole, part } = nearThresholds;
  return { ...nearThresholds, whole: { ...whole, detail }, part: { ...part, detail: detail - partSlack } };
}

export interface NearVerdict extends Alignment {
  readonly isNear: boolean;
}

/** Judges a pair: as they are, without borders, then one as a part of the other (a crop, a frame). */
export function judgePair(a: Shape, b: Shape, thresholds: NearThresholds): NearVerdict {
  const direct = alignDirectly(a, b);
  if (reaches(direct, thresholds.whole)) return { ...direct, isNear: true };
  const part = alignAsPart(a, b);
  return reaches(part, thresholds.part) ? { ...part, isNear: true } : { ...direct, isNear: false };
}

function reaches(alignment: Alignment, least: { readonly correlation: number; readonly detail: number }): boolean {
  return alignment.correlation >= least.correlation && alignment.detail >= least.detail;
}
