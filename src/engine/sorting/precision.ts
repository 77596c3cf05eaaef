import { standardNormal } from '../../core/standardNormal';
import { seededRandom } from '../model/head/random';
import { fitErrorModel } from '../model/labels/errorModel';

/** Chances of being right behind a confidence, with how sure that is: one curve for each of several draws. */
export interface PrecisionModel {
  /** Log odds of being right = slope * log odds of the confidence + level; [draws] each. */
  readonly levels: Float64Array;
  readonly slopes: Float64Array;
  /** So many deviations below the mean is what is counted on. */
  readonly caution: number;
}

const draws = 200;
/**
 * What is counted on is the mean expected precision less so many standard deviations: this, and more below a hundred
 * examples, from which even the deviation is not known well. Values from bench/sorting.
 */
const leastCaution = 0.35;
const examplesOfCaution = 18;
/** Confidences are believed up to these log odds. */
const farthest = 7;

/**
 * What confidences are worth, from images whose label is known and that did not train the model that judged them.
 * A Bayesian logistic regression of "right" on the log odds, around "calibrated as it is"; the outcomes are smoothed
 * as Platt proposes (Probabilistic Outputs for Support Vector Machines, 1999), which matters below a hundred images.
 * @param confidence 0..1, [n]; `right` 0 or 1, [n].
 */
export function fitPrecision(confidence: ArrayLike<number>, right: ArrayLike<number>): PrecisionModel {
  const n = confidence.length;
  let positives = 0;
  for (let i = 0; i < n; i++) positives += right[i];
  const whenRight = (positives + 1) / (positives + 2);
  const whenWrong = 1 / (n - positives + 2);
  const outcome = Float64Array.from({ length: n }, (_, i) => (right[i] ? whenRight : whenWrong));
  const doubts = Float64Array.from({ length: n }, (_, i) => -logOdds(confidence[i]));
  const model = fitErrorModel({
    doubts,
    open: new Float64Array(n),
    right: outcome,
    wrong: outcome.map((chance) => 1 - chance),
    expected: doubts.reduce((sum, doubt) => sum + 1 / (1 + Math.exp(-doubt)), 0),
  });
  const random = seededRandom(97);
  const levels = new Float64Array(draws);
  const slopes = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    const [level, slope] = model.draw(standardNormal(random), standardNormal(random));
    [levels[draw], slopes[draw]] = [-level, slope];
  }
  return { levels, slopes, caution: leastCaution + examplesOfCaution / Math.max(1, n) };
}

/** Mean chance of being right at a confidence, 0..1. */
export function chanceAt({ levels, slopes }: PrecisionModel, confidence: number): number {
  const odds = logOdds(confidence);
  let sum = 0;
  for (let draw = 0; draw < levels.length; draw++) sum += 1 / (1 + Math.exp(-(levels[draw] + slopes[draw] * odds)));
  return sum / levels.length;
}

/**
 * Precision to be counted on when the first 1, 2, … n of a list are accepted, [n]: the mean of all draws less the
 * model's caution.
 * @param familiarity factors 0..1 by which the chances are lowered, [n].
 */
export function precisionOfPrefixes(
  { levels, slopes, caution }: PrecisionModel,
  confidence: ArrayLike<number>,
  familiarity: ArrayLike<number>,
): Float32Array {
  const n = confidence.length;
  const sums = new Float64Array(levels.length);
  const result = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    const odds = logOdds(confidence[i]);
    let mean = 0;
    let squares = 0;
    for (let draw = 0; draw < sums.length; draw++) {
      sums[draw] += familiarity[i] / (1 + Math.exp(-(levels[draw] + slopes[draw] * odds)));
      mean += sums[draw];
      squares += sums[draw] * sums[draw];
    }
    mean /= sums.length;
    const deviation = Math.sqrt(Math.max(0, squares / sums.length - mean * mean));
    result[i] = (mean - caution * deviation) / (i + 1);
  }
  return result;
}

function logOdds(confidence: number): number {
  const p = Math.min(1 - 1e-6, Math.max(1e-6, confidence));
  return Math.max(-farthest, Math.min(farthest, Math.log(p / (1 - p))));
}
