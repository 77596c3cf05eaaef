import { describe, expect, it } from 'vitest';
import { unlabelled } from '../../../src/engine/model/head/headInput';
import { HeadModel } from '../../../src/engine/model/head/headModel';
import { Kernel } from '../../../src/engine/model/head/kernel';
import { seededRandom } from '../../../src/engine/model/head/random';
import { SoloTeam } from '../../../src/engine/model/head/rowTeam';
import { likeliest, pileFactors } from '../../../src/engine/sorting/pileShares';
import { chanceAt, fitPrecision, precisionOfPrefixes } from '../../../src/engine/sorting/precision';
import {
  acceptedAtPrecision,
  acceptedAtThreshold,
  proposeClasses,
  type Proposals,
} from '../../../src/engine/sorting/proposals';
import { blobs } from '../head/blobs';

const kernel = new Kernel();
const team = new SoloTeam();

/** A pile of blobs of which the first `examples` of each known kind are labelled; kinds from `classes` on are strange. */
function sortBlobs(kinds: Int32Array, options: { classes: number; examples: number; spread: number; seed: number }) {
  const { classes, examples, spread, seed } = options;
  const d = 24;
  const embeddings = blobs(kinds, d, spread, seed);
  const taken = new Int32Array(classes);
  const labels = kinds.map((kind) => (kind < classes && taken[kind]++ < examples ? kind : unlabelled));
  const scores = new HeadModel(team, { embeddings, d, labels, classes, seed }).fit();
  const groups = Int32Array.from(labels.keys());
  const pile = groups.filter((row) => labels[row] === unlabelled);
  const proposals = proposeClasses({ kernel, embeddings, d, labels, groups, classes, pile, scores });
  return { proposals, pile, labels };
}

const cycle = (n: number, kinds: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i % kinds);

function precisionOf({ order, predicted, rows }: Proposals, kinds: Int32Array, accepted: number): number {
  const right = [...order.subarray(0, accepted)].filter((i) => predicted[i] === kinds[rows[i]]);
  return right.length / accepted;
}

describe('class shares of the pile', () => {
  it('are found from probabilities that were right for the labelled images', () => {
    const random = seededRandom(3);
    const n = 2000;
    const values = new Float32Array(n * 2);
    for (let row = 0; row < n; row++) {
      // 90 % of the pile is of class 0; two normal distributions two deviations apart, judged at equal shares.
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      const x = normal + (row % 10 === 0 ? 1 : -1);
      values[row * 2 + 1] = 1 / (1 + Math.exp(-2 * x));
      values[row * 2] = 1 - values[row * 2 + 1];
    }
    const table = { width: 2, values, columns: null };
    const factors = pileFactors(
      table,
      Int32Array.from({ length: n }, (_, i) => i),
      Float64Array.of(0.5, 0.5),
    );
    expect(factors[0] * 0.5).toBeGreaterThan(0.86);
    expect(factors[0] * 0.5).toBeLessThan(0.94);
    const row = values.findIndex((p, at) => at % 2 === 1 && p > 0.55 && p < 0.65) >> 1;
    expect(likeliest(table, row, 2, undefined).column).toBe(1);
    expect(likeliest(table, row, 2, factors).column).toBe(0);
  });

  it('do not move much in a small pile, and never to a class without examples', () => {
    const table = { width: 3, values: Float32Array.of(0.7, 0.2, 0.1), columns: null };
    const factors = pileFactors(table, Int32Array.of(0), Float64Array.of(0.5, 0.5, 0));
    expect(factors[2]).toBe(0);
    expect(factors[0]).toBeLessThan(1.1);
    expect(likeliest({ ...table, values: new Float32Array(3) }, 0, 3, factors).probability).toBeNaN();
  });
});

describe('what confidences are worth', () => {
  const confidence = Array.from({ length: 400 }, (_, i) => 0.5 + i / 800);

  it('stays as it is where it is right, and falls where it is not', () => {
    const random = seededRandom(1);
    const calibrated = fitPrecision(
      confidence,
      confidence.map((p) => (random() < p ? 1 : 0)),
    );
    expect(Math.abs(chanceAt(calibrated, 0.9) - 0.9)).toBeLessThan(0.04);
    const boasting = fitPrecision(
      confidence,
      confidence.map((p) => (random() < 0.5 + (p - 0.5) / 2 ? 1 : 0)),
    );
    expect(chanceAt(boasting, 0.95)).toBeLessThan(0.82);
  });

  it('counts on less with few examples', () => {
    const sure = new Array<number>(10).fill(0.98);
    const some = (n: number) =>
      precisionOfPrefixes(
        fitPrecision(sure.slice(0, n), sure.slice(0, n).fill(1)),
        sure,
        sure.map(() => 1),
      );
    const many = precisionOfPrefixes(
      fitPrecision(new Array<number>(500).fill(0.98), new Array<number>(500).fill(1)),
      sure,
      sure.map(() => 1),
    );
    expect(some(8)[9]).toBeLessThan(0.95);
    expect(many[9]).toBeGreaterThan(0.97);
  });
});

describe('proposals', () => {
  it('meet the precision aimed at, on average', () => {
    const kinds = cycle(900, 3);
    const runs = Array.from({ length: 6 }, (_, i) => {
      const { proposals } = sortBlobs(kinds, { classes: 3, examples: 40, spread: 2.2, seed: i + 1 });
      const accepted = acceptedAtPrecision(proposals, 0.95);
      return { accepted: accepted / proposals.rows.length, precision: precisionOf(proposals, kinds, accepted) };
    });
    const mean = (key: 'accepted' | 'precision'): number => runs.reduce((sum, run) => sum + run[key], 0) / runs.length;
    expect(mean('precision')).toBeGreaterThan(0.94);
    expect(mean('accepted')).toBeGreaterThan(0.3);
  });

  it('hold back a kind that was never labelled, and little else', () => {
    const kinds = Int32Array.from({ length: 800 }, (_, i) => (i % 5 === 4 ? 3 : i % 3));
    const { proposals, pile } = sortBlobs(kinds, { classes: 3, examples: 30, spread: 0.8, seed: 2 });
    const strange = [...pile.keys()].filter((i) => kinds[pile[i]] === 3);
    const held = strange.filter((i) => proposals.unknown[i] === 1);
    expect(held.length / strange.length).toBeGreaterThan(0.9);
    const known = [...pile.keys()].filter((i) => kinds[pile[i]] !== 3);
    expect(known.filter((i) => proposals.unknown[i] === 1).length / known.length).toBeLessThan(0.1);
    for (const i of proposals.order) expect(proposals.unknown[i]).toBe(0);
  });

  it('hold back nothing much in a pile like the examples', () => {
    const { proposals, pile } = sortBlobs(cycle(600, 3), { classes: 3, examples: 30, spread: 1, seed: 4 });
    expect(proposals.unknown.filter((flag) => flag === 1).length).toBeLessThan(0.03 * pile.length);
  });

  it('are for the pile only, the surest first, and go with threshold and precision', () => {
    const { proposals, pile, labels } = sortBlobs(cycle(300, 2), { classes: 2, examples: 20, spread: 1.5, seed: 5 });
    expect([...proposals.rows]).toEqual([...pile]);
    expect([...proposals.rows].every((row) => labels[row] === unlabelled)).toBe(true);
    const sorted = Array.from(proposals.order, (i) => proposals.confidence[i]);
    expect(sorted).toEqual([...sorted].sort((a, b) => b - a));
    expect(acceptedAtThreshold(proposals, 0)).toBe(proposals.order.length);
    expect(acceptedAtThreshold(proposals, 1.01)).toBe(0);
    const counts = [0.99, 0.95, 0.9, 0.5].map((target) => acceptedAtPrecision(proposals, target));
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(acceptedAtPrecision(proposals, 0)).toBe(proposals.order.length);
  });

  it('survive an empty pile, an empty class, one example and useless embeddings', () => {
    const d = 8;
    const embeddings = blobs([0, 1, 0, 1, 0], d, 1);
    embeddings.fill(NaN, 3 * d, 4 * d);
    const groups = Int32Array.from({ length: 5 }, (_, i) => i);
    for (const labels of [
      Int32Array.of(0, 1, -1, -1, -1),
      Int32Array.of(0, 1, 0, 1, 0),
      Int32Array.of(0, 2, -1, -1, -2),
    ]) {
      const scores = new HeadModel(team, { embeddings, d, labels, classes: 3 }).fit();
      const pile = groups.filter((row) => labels[row] === unlabelled);
      const proposals = proposeClasses({ kernel, embeddings, d, labels, groups, classes: 3, pile, scores });
      expect(proposals.confidence.every(Number.isFinite)).toBe(true);
      expect(proposals.precision.every(Number.isFinite)).toBe(true);
      expect(proposals.predicted.every((column) => column < 3)).toBe(true);
    }
  });
});
