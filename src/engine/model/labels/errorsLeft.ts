import { standardNormal } from '../../../core/standardNormal';
import { seededRandom } from '../head/random';
import { errorCurves } from './errorPosterior';

export interface ErrorsLeftInput {
  /** The images of the class or query. */
  readonly tally: ReviewTally;
  /** Errors among all of them that the joint matrix estimates (off-diagonal sum); the prior. */
  readonly expected: number;
  /** Of the interval, 0..1; default 0.9. */
  readonly confidence?: number;
}

export interface ErrorsLeft {
  readonly reviewed: number;
  readonly found: number;
  /** Number of wrong labels among the images not reviewed, as likely too high as too low. */
  readonly left: number;
  /** Interval of that number, whole images. */
  readonly low: number;
  readonly high: number;
}

const draws = 600;
const bins = 128;
/** Log odds of an error are clipped here: the head's tails are not to be trusted further. */
const farthest = 7;

/** What a review says of an image; how images were chosen for it does not matter. */
export type ReviewState = 'open' | 'right' | 'wrong';

/** Images by what a review says of them and by how much the head doubts their label. */
export class ReviewTally {
  readonly open = new Float64Array(bins);
  readonly right = new Float64Array(bins);
  readonly wrong = new Float64Array(bins);

  /** Counts an image. `pGiven`: probability of its given label, out-of-sample, 0..1. */
  add(pGiven: number, state: ReviewState): void {
    this[state][binOf(pGiven)]++;
  }

  /** Counts the images of another tally, too. */
  addAll(other: ReviewTally): void {
    for (const state of ['open', 'right', 'wrong'] as const)
      for (let bin = 0; bin < bins; bin++) this[state][bin] += other[state][bin];
  }

  /** How many images there are of a state. */
  count(state: ReviewState): number {
    return this[state].reduce((sum, images) => sum + images, 0);
  }
}

/**
 * How many errors are left. The chance of an error follows the head's own doubt, ln((1 - p) / p), through a logistic
 * curve whose level and slope are learnt from the review (prior: the joint matrix's total). Reviewing the most
 * suspicious first does not bias it, as the choice depends on that doubt alone. The interval is a posterior
 * predictive one, by seeded draws.
 */
export function estimateErrorsLeft({ tally, expected, confidence = 0.9 }: ErrorsLeftInput): ErrorsLeft {
  const { open, right, wrong } = tally;
  const unseen = tally.count('open');
  const found = tally.count('wrong');
  const summary = { reviewed: found + tally.count('right'), found };
  if (unseen === 0) return { ...summary, left: 0, low: 0, high: 0 };

  const doubts = Float64Array.from({ length: bins }, (_, bin) => ((bin + 0.5) / bins) * 2 * farthest - farthest);
  const curves = errorCurves({ doubts, open, right, wrong, expected });
  const random = seededRandom(12_345);
  const numbers = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let rest = random();
    let at = 0;
    while (at < curves.length - 1 && (rest -= curves[at].weight) > 0) at++;
    numbers[draw] = Math.min(unseen, count(curves[at].mean, curves[at].variance, random));
  }
  numbers.sort();
  const tail = (1 - confidence) / 2;
  const quantile = (share: number): number =>
    numbers[Math.min(draws - 1, Math.max(0, Math.round(share * (draws - 1))))];
  return { ...summary, left: quantile(0.5), low: quantile(tail), high: quantile(1 - tail) };
}

function binOf(p: number): number {
  const certain = Math.min(1 - 1e-6, Math.max(1e-6, p));
  const doubt = Math.log((1 - certain) / certain);
  const share = (Math.min(farthest, Math.max(-farthest, doubt)) + farthest) / (2 * farthest);
  return Math.min(bins - 1, Math.floor(share * bins));
}

/** A draw of a sum of many unlikely events: Poisson while small, else normal. */
function count(mean: number, variance: number, random: () => number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(variance) * standardNormal(random)));
  let rest = random();
  let chance = Math.exp(-mean);
  let events = 0;
  for (; rest > chance && events < 200; events++) {
    rest -= chance;
    chance *= mean / (events + 1);
  }
  return events;
}
