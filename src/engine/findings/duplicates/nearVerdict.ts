import { agreeInFramesOnly, alignAsPart, alignDirectly, type Alignment, type Shape } from './alignment';
import { hasFewTones } from './fewTones';

/** From when on two pictures count as near-duplicates; `nearThresholds` are calibrated by bench/duplicates/near. */
export interface NearThresholds {
  /** Bits in which perceptual hashes may differ for a pair to be looked at, at most 7. */
  readonly hashDistance: number;
  /** Cosine of the embeddings from which a pair is looked at; depends on the model. */
  readonly cosine: number;
  /** Agreement of pictures laid over one another as they are or without borders. */
  readonly whole: Least;
  /** Agreement of a picture with a part of another. */
  readonly part: Least;
  /**
   * The same for two pictures of few tones (signs, symbols, drawings): they agree well by that alone, and of many windows
   * the best is taken, so that they have to agree more, and everywhere.
   */
  readonly drawnPart: Least;
}

interface Least {
  readonly correlation: number;
  readonly detail: number;
  /** The most that they may differ in one field (`localDifference`). */
  readonly difference?: number;
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
  drawnPart: { correlation: 0.93, detail: 0.8, difference: 0.6 },
};

/** A crop or frame of a photograph agrees a little less than a whole picture does. */
export const partSlack = 0.06;

/** The thresholds at which pictures that agree in `detail` (0 to 1) and more are near-duplicates. */
export function nearThresholdsAt(detail: number): NearThresholds {
  const { whole, part, drawnPart } = nearThresholds;
  return {
    ...nearThresholds,
    whole: { ...whole, detail },
    part: { ...part, detail: detail - partSlack },
    drawnPart: { ...drawnPart, detail },
  };
}

export interface NearVerdict extends Alignment {
  readonly isNear: boolean;
}

/** Judges a pair: as they are, without borders, then one as a part of the other (a crop, a frame). */
export function judgePair(a: Shape, b: Shape, { whole, part, drawnPart }: NearThresholds): NearVerdict {
  const direct = alignDirectly(a, b);
  if (reaches(direct, whole) && (direct.by === 'content' || !agreeInFramesOnly(a, b)))
    return { ...direct, isNear: true };
  const asPart = alignAsPart(a, b);
  // What costs more is looked at last: most pairs agree too little for it.
  const isNear =
    reaches(asPart, part) &&
    (reaches(asPart, drawnPart) || !(hasFewTones(a.signature) && hasFewTones(b.signature))) &&
    !agreeInFramesOnly(a, b);
  return { ...(isNear ? asPart : direct), isNear };
}

function reaches(alignment: Alignment, { correlation, detail, difference = Infinity }: Least): boolean {
  return alignment.correlation >= correlation && alignment.detail >= detail && alignment.difference <= difference;
}
