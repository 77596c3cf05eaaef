import { describe, expect, it } from 'vitest';
import { HeadModel } from '../../../src/engine/model/head/headModel';
import { seededRandom } from '../../../src/engine/model/head/random';
import { SoloTeam } from '../../../src/engine/model/head/rowTeam';
import { estimateErrorsLeft, ReviewTally } from '../../../src/engine/model/labels/errorsLeft';
import { rateBounds, rateUpperBound } from '../../../src/engine/model/labels/spotCheck';
import { blobs } from './blobs';

describe('spot check', () => {
  it('gives the published Clopper–Pearson bounds', () => {
    expect(rateUpperBound(0, 50)).toBeCloseTo(1 - 0.05 ** (1 / 50), 6);
    const bounds = rateBounds(5, 50);
    expect(bounds.low).toBeCloseTo(0.0333, 4);
    expect(bounds.high).toBeCloseTo(0.2181, 4);
    expect(rateBounds(50, 50)).toMatchObject({ rate: 1, high: 1 });
    expect(rateBounds(0, 0)).toEqual({ rate: 0, low: 0, high: 1 });
  });

  it.each([0.01, 0.05, 0.2])('covers a true rate of %f at least as often as it says', (rate) => {
    const random = seededRandom(3);
    let covered = 0;
    const trials = 2000;
    for (let trial = 0; trial < trials; trial++) {
      let errors = 0;
      for (let i = 0; i < 50; i++) if (random() < rate) errors++;
      if (rate <= rateUpperBound(errors, 50, 0.95)) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.94);
  });
});

const states = ['open', 'right', 'wrong'] as const;

/** `reviewed`: 0 not reviewed, 1 reviewed and right, 2 reviewed and wrong. */
function tallied(pGiven: ArrayLike<number>, reviewed: ArrayLike<number>): ReviewTally {
  const tally = new ReviewTally();
  for (let i = 0; i < pGiven.length; i++) tally.add(pGiven[i], states[reviewed[i]]);
  return tally;
}

describe('errors left', () => {
  /** Images whose head is over- or under-confident; the most doubtful `share` of them reviewed. */
  function simulate(seed: number, level: number, slope: number, share: number, n = 800) {
    const random = seededRandom(seed);
    const doubts = Float64Array.from({ length: n }, () => -3.5 + 4 * (random() + random() + random() - 1.5)).sort();
    doubts.reverse();
    const pGiven = doubts.map((doubt) => 1 / (1 + Math.exp(doubt)));
    const wrong = Array.from(doubts, (doubt) => random() < 1 / (1 + Math.exp(-(level + slope * doubt))));
    const reviewed = wrong.map((bad, i) => (i < share * n ? (bad ? 2 : 1) : 0));
    const left = wrong.filter((bad, i) => bad && reviewed[i] === 0).length;
    const expected = pGiven.reduce((sum, p) => sum + 1 - p, 0);
    return { left, estimate: estimateErrorsLeft({ tally: tallied(pGiven, reviewed), expected, confidence: 0.9 }) };
  }

  const trials = 300;

  it.each([
    { level: 0, slope: 1, share: 0.1 },
    { level: 0.7, slope: 1, share: 0.1 },
    { level: -0.9, slope: 0.8, share: 0.1 },
    { level: -0.5, slope: 1.3, share: 0.05 },
    { level: 0.5, slope: 0.75, share: 0.25 },
  ])('covers the truth when the head is wrong by %o', ({ level, slope, share }) => {
    let covered = 0;
    for (let seed = 1; seed <= trials; seed++) {
      const { left, estimate } = simulate(seed, level, slope, share);
      if (left >= estimate.low && left <= estimate.high) covered++;
    }
    expect(covered / trials).toBeGreaterThanOrEqual(0.86);
  });

  it.each([0.05, 0.1, 0.3])('covers as often as it says over many heads, and is not biased, reviewed: %f', (share) => {
    let covered = 0;
    let tooLow = 0;
    for (let seed = 1; seed <= trials; seed++) {
      const random = seededRandom(900 + seed);
      const spread = (): number => random() + random() + random() - 1.5;
      const { left, estimate } = simulate(seed, 1.5 * spread(), 1 + 0.6 * spread(), share);
      if (left >= estimate.low && left <= estimate.high) covered++;
      if (left > estimate.left) tooLow++;
    }
    expect(covered / trials).toBeGreaterThanOrEqual(0.86);
    expect(covered / trials).toBeLessThanOrEqual(0.985);
    expect(tooLow / trials).toBeGreaterThan(0.35);
    expect(tooLow / trials).toBeLessThan(0.65);
  });

  it('narrows as the review goes on and ends at nothing', () => {
    const early = simulate(1, 0, 1, 0.02).estimate;
    const late = simulate(1, 0, 1, 0.6).estimate;
    expect(late.high - late.low).toBeLessThan(early.high - early.low);
    expect(simulate(1, 0, 1, 1).estimate).toMatchObject({ left: 0, low: 0, high: 0 });
    expect(estimateErrorsLeft({ tally: new ReviewTally(), expected: 0 })).toMatchObject({ left: 0, high: 0 });
  });

  it('survives certain and impossible probabilities', () => {
    const estimate = estimateErrorsLeft({ tally: tallied([0, 1, 1, 0.5], [2, 0, 0, 0]), expected: 1 });
    expect(Number.isFinite(estimate.left)).toBe(true);
    expect(estimate.high).toBeLessThanOrEqual(3);
  });
});

describe('errors left with a real head', () => {
  const d = 16;
  const trials = 120;

  it.each([
    { n: 400, share: 0.08, spread: 1.2, reviewed: 0.1 },
    { n: 400, share: 0.05, spread: 1.6, reviewed: 0.1 },
    { n: 600, share: 0.15, spread: 1.4, reviewed: 0.05 },
  ])('covers the truth where labels were moved by chance: %o', ({ n, share, spread, reviewed }) => {
    let covered = 0;
    for (let seed = 1; seed <= trials; seed++) {
      const random = seededRandom(seed * 31);
      const actual = Int32Array.from({ length: n }, (_, i) => i % 3);
      const labels = actual.map((label) => (random() < share ? (label + 1 + Math.floor(2 * random())) % 3 : label));
      const input = { embeddings: blobs(actual, d, spread, seed), d, labels, classes: 3, seed };
      const { margin, pGiven, joint } = new HeadModel(new SoloTeam(), input).fit();
      const worst = [...margin.keys()].sort((a, b) => margin[a] - margin[b]);
      const found = new Uint8Array(n);
      for (const row of worst.slice(0, reviewed * n)) found[row] = labels[row] === actual[row] ? 1 : 2;
      const left = worst.filter((row) => found[row] === 0 && labels[row] !== actual[row]).length;
      const expected = joint.count.reduce((sum, count, i) => sum + (joint.given[i] === joint.actual[i] ? 0 : count), 0);
      const { low, high } = estimateErrorsLeft({ tally: tallied(pGiven, found), expected });
      if (left >= low && left <= high) covered++;
    }
    expect(covered / trials).toBeGreaterThanOrEqual(0.85);
  });
});
