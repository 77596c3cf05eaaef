import { agreeInFramesOnly, alignAsPart, alignDirectly, type Alignment, type Shape } from './alignment';
import { hasFewTones } from './fewTones';

/** From when on two pictures count as near-duplicates; `nearThresholds` are calibrated by bench/duplicates/near. */
export interface NearThresholds {
  /** Bits in which perceptual hashes may differ for a pair to be looked at, at most 7. */
  readonly hashDistance: number;
  /** Cosine of the embeddings from which a pair is looked at; depends on the model. */
  readonly cosine: number;
  readonly photographs: Agreement;
  /**
   * Two pictures of few tones (signs, symbols, drawings) agree well by that alone, and of many windows the best is taken:
   * they have to agree more, and everywhere.
   */
  readonly drawings: Agreement;
}

interface Agreement {
  /** Of pictures laid over one another as they are or without borders. */
  readonly whole: { readonly correlation: number; readonly detail: number };
  /** Of a picture with a part of another; `difference` is the most that they may differ anywhere. */
  readonly part: { readonly correlation: number; readonly detail: number; readonly difference: number };
}

/**
 * Seeded copies of 231 photographs against 2 million unrelated pairs: pairs of different pictures stay below a detail
 * agreement of 0.75; re-encoded, resized and brightened copies stay above 0.9, bordered ones above 0.83.
 */
export const nearThresholds: NearThresholds = {
  hashDistance: 7,
  cosine: 0.85,
  photographs: {
    whole: { correlation: 0.75, detail: 0.8 },
    part: { correlation: 0.93, detail: 0.74, difference: Infinity },
  },
  drawings: {
    whole: { correlation: 0.9, detail: 0.88 },
    part: { correlation: 0.93, detail: 0.88, difference: 0.4 },
  },
};

/** A crop or frame of a photograph agrees a little less than a whole picture does. */
export const partSlack = 0.06;
/** Drawings have to agree more, in whole and in part. */
export const drawnSurplus = 0.08;

/** The thresholds at which pictures that agree in `detail` (0 to 1) and more are near-duplicates. */
export function nearThresholdsAt(detail: number): NearThresholds {
  const { photographs, drawings } = nearThresholds;
  const at = ({ whole, part }: Agreement, wholeDetail: number, partDetail: number): Agreement => ({
    whole: { ...whole, detail: wholeDetail },
    part: { ...part, detail: partDetail },
  });
  const drawn = Math.min(1, detail + drawnSurplus);
  return {
    ...nearThresholds,
    photographs: at(photographs, detail, detail - partSlack),
    drawings: at(drawings, drawn, drawn),
  };
}

export interface NearVerdict extends Alignment {
  readonly isNear: boolean;
}

/** Judges a pair: as they are, without borders, then one as a part of the other (a crop, a frame). */
export function judgePair(a: Shape, b: Shape, { photographs, drawings }: NearThresholds): NearVerdict {
  // Looked at last: most pairs agree too little for any of it.
  const isTrusted = (alignment: Alignment, least: Least): boolean =>
    (reaches(alignment, least) || !(hasFewTones(a.signature) && hasFewTones(b.signature))) &&
    !(alignment.by !== 'content' && agreeInFramesOnly(a, b));
  const direct = alignDirectly(a, b);
  if (reaches(direct, photographs.whole) && isTrusted(direct, drawings.whole)) return { ...direct, isNear: true };
  const part = alignAsPart(a, b);
  const isNear = reaches(part, photographs.part) && isTrusted(part, drawings.part);
  return { ...(isNear ? part : direct), isNear };
}

interface Least {
  readonly correlation: number;
  readonly detail: number;
  readonly difference?: number;
}

function reaches(alignment: Alignment, { correlation, detail, difference = Infinity }: Least): boolean {
  return alignment.correlation >= correlation && alignment.detail >= detail && alignment.difference <= difference;
}
