import { thresholdMeanings, type ThresholdKey } from '../../core/findings/findingSettings';

/** How the scores of one kind lie between the ends of its slider. */
export interface ScoreHistogram {
  readonly low: number;
  readonly high: number;
  /** Images (or pairs) in each of equal steps; what lies beyond an end is counted at that end. */
  readonly bins: Uint32Array;
}

const steps = 64;

/** Counts finite scores into equal steps over the range of the slider of `key`. */
export function histogramOf(key: ThresholdKey, scores: Iterable<number>): ScoreHistogram {
  const { low, high } = thresholdMeanings[key];
  const bins = new Uint32Array(steps);
  for (const score of scores) {
    if (Number.isNaN(score)) continue;
    const at = Math.floor(((score - low) / (high - low)) * steps);
    bins[Math.min(steps - 1, Math.max(0, at))]++;
  }
  return { low, high, bins };
}
