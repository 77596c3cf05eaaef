import { agreeInFramesOnly, alignAsPart, alignDirectly, type Alignment, type Shape } from './alignment';
import { differencesOf } from './differences';
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
  /**
   * Where a picture of few tones and another agree as a whole, they are different drawings all the same if they differ by
   * more in one field (`localDifference`) and by more elsewhere (`trimmedResidual`): a mark laid over a copy does only
   * the first.
   */
  readonly otherDrawing: { readonly difference: number; readonly residual: number };
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
  otherDrawing: { difference: 0.85, residual: 0.03 },
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
export function judgePair(a: Shape, b: Shape, { whole, part, drawnPart, otherDrawing }: NearThresholds): NearVerdict {
  const drawn = [a, b].filter(({ signature }) => hasFewTones(signature)).length;
  const direct = alignDirectly(a, b);
  const { laid, ...alignment } = direct;
  // What costs more is looked at last: most pairs agree too little for it.
  const agreesDirectly =
    reaches(direct, whole) &&
    (direct.by === 'content' || !agreeInFramesOnly(a, b)) &&
    !(drawn > 0 && areOtherDrawings(laid, otherDrawing));
  if (agreesDirectly) return { ...alignment, isNear: true };
  const asPart = alignAsPart(a, b);
  const isNear = reaches(asPart, part) && (drawn < 2 || reaches(asPart, drawnPart)) && !agreeInFramesOnly(a, b);
  return { ...(isNear ? asPart : alignment), isNear };
}

function areOtherDrawings(laid: readonly [Uint8Array, Uint8Array], least: NearThresholds['otherDrawing']): boolean {
  const { difference, residual } = differencesOf(...laid);
  return difference > least.difference && residual > least.residual;
}

function reaches(alignment: Alignment, { correlation, detail, difference = Infinity }: Least): boolean {
  return alignment.correlation >= correlation && alignment.detail >= detail && alignment.difference <= difference;
}
