import { describe, expect, it } from 'vitest';
import { assignFolds } from '../../../src/engine/model/head/folds';
import type { HeadInput, HeadScores } from '../../../src/engine/model/head/headInput';
import { rejected, unlabelled } from '../../../src/engine/model/head/headInput';
import { HeadModel } from '../../../src/engine/model/head/headModel';
import { seededRandom } from '../../../src/engine/model/head/random';
import { SoloTeam } from '../../../src/engine/model/head/rowTeam';
import { blobs } from './blobs';

const d = 20;
const cycle = (n: number, classes: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i % classes);
const fit = (input: HeadInput): HeadScores => new HeadModel(new SoloTeam(), input).fit();

function expectSane(scores: HeadScores, n: number): void {
  const { values, width } = scores.probabilities;
  for (const column of [scores.confidence, scores.pGiven, scores.loss, scores.margin, scores.reject, values])
    expect(column.every(Number.isFinite)).toBe(true);
  expect(scores.margin.every((margin) => margin >= -1 && margin <= 1)).toBe(true);
  expect(scores.thresholds.every(Number.isFinite)).toBe(true);
  expect(scores.predicted.every((k) => k >= 0 && k < Math.max(1, scores.classes))).toBe(true);
  for (let row = 0; row < n && width > 1 && !scores.probabilities.columns; row++) {
    const sum = values.subarray(row * width, (row + 1) * width).reduce((total, p) => total + p, 0);
    expect(Math.abs(sum - 1) < 1e-4 || sum === 0).toBe(true);
  }
}

describe('folds', () => {
  it('keeps copies together and spreads each class', () => {
    const labels = cycle(300, 3);
    const groups = Int32Array.from({ length: 300 }, (_, i) => (i < 63 ? i % 21 : i));
    const { count, foldOf } = assignFolds(labels, groups, 5, 1);
    expect(count).toBe(5);
    for (let i = 0; i < 63; i++) expect(foldOf[i]).toBe(foldOf[i % 21]);
    for (let fold = 0; fold < 5; fold++)
      for (let k = 0; k < 3; k++) {
        const size = labels.filter((label, i) => label === k && foldOf[i] === fold).length;
        expect(Math.abs(size - 20)).toBeLessThanOrEqual(2);
      }
    expect(assignFolds(labels, groups, 5, 1).foldOf).toEqual(foldOf);
    expect(assignFolds(labels, groups, 5, 2).foldOf).not.toEqual(foldOf);
  });
});

describe('the head', () => {
  const n = 600;
  const actual = cycle(n, 3);
  const embeddings = blobs(actual, d, 1.2);
  const given = actual.slice();
  for (let i = 0; i < 30; i++) given[i * 20] = (given[i * 20] + 1) % 3;

  it('finds moved labels, says what they are, and is calibrated', () => {
    const scores = fit({ embeddings, d, labels: given, classes: 3 });
    expectSane(scores, n);
    const order = [...scores.margin.keys()].sort((a, b) => scores.margin[a] - scores.margin[b]);
    const hits = order.slice(0, 30).filter((row) => given[row] !== actual[row]);
    expect(hits.length).toBeGreaterThanOrEqual(27);
    expect(hits.every((row) => scores.predicted[row] === actual[row])).toBe(true);
    const flagged = order.filter((row) => scores.suspicious[row]);
    expect(flagged.filter((row) => given[row] !== actual[row]).length).toBeGreaterThanOrEqual(24);
    expect(scores.outOfSample.every((flag) => flag === 1)).toBe(true);
    const right = scores.predicted.filter((k, i) => k === given[i]).length / n;
    const mean = scores.confidence.reduce((sum, p) => sum + p, 0) / n;
    expect(Math.abs(mean - right)).toBeLessThan(0.04);
  });

  it('is out of sample: random labels are not learnt', () => {
    const random = seededRandom(9);
    const labels = Int32Array.from({ length: n }, () => Math.floor(random() * 3));
    const scores = fit({ embeddings: blobs(cycle(n, n), 40, 1), d: 40, labels, classes: 3 });
    const right = scores.predicted.filter((k, i) => k === labels[i]).length / n;
    expect(right).toBeLessThan(0.42);
  });

  it('repeats itself bit by bit, also for another number of parts per thread', () => {
    const input = { embeddings, d, labels: given, classes: 3, seed: 4 };
    expect(fit(input).margin).toEqual(fit(input).margin);
    expect(fit({ ...input, seed: 5 }).margin).not.toEqual(fit(input).margin);
  });

  it('never flags a trusted label, and believes it', () => {
    const wrong = fit({ embeddings, d, labels: given, classes: 3 });
    const row = wrong.suspicious.indexOf(1);
    const trusted = new Uint8Array(n);
    trusted[row] = 1;
    expect(fit({ embeddings, d, labels: given, classes: 3, trusted }).suspicious[row]).toBe(0);
  });

  describe.each([
    { method: 'ridge', width: 320, tolerance: 5e-4 },
    { method: 'softmax', width: d, tolerance: 0.005 },
  ])('updates with $method', ({ method, width, tolerance }) => {
    const points = blobs(actual, width, 1.2);
    const labels = given.slice();
    labels.fill(unlabelled, 500);
    labels.fill(rejected, 490, 500);

    it.each(['label', 'trust', 'unlabel', 'reject'] as const)('to what a fit gives: %s', (kind) => {
      const model = new HeadModel(new SoloTeam(), { embeddings: points, d: width, labels, classes: 3 });
      expect(model.fit().method).toBe(method);
      const rows = Int32Array.from(kind === 'label' ? [20, 510] : [20]);
      const label = { label: actual[20], trust: given[20], unlabel: unlabelled, reject: rejected }[kind];
      const trusted = Uint8Array.from(rows, () => (kind === 'unlabel' ? 0 : 1));
      const update = { rows, labels: rows.map((row) => (row === 510 ? actual[510] : label)), trusted };
      const once = model.update(update).margin.slice();
      // A fit lays new folds, so the close comparison is with an undo and a redo.
      model.update({ rows, labels: rows.map((row) => labels[row]), trusted: new Uint8Array(rows.length) });
      const again = model.update(update).margin;
      expect(Math.max(...again.map((margin, i) => Math.abs(margin - once[i])))).toBeLessThan(tolerance);
      const anew = model.fit().margin;
      expect(anew.filter((margin, i) => Math.abs(margin - once[i]) > 0.25).length).toBeLessThan(n * 0.03);
    });
  });

  it('keeps only the largest probabilities where all would be too many', () => {
    const classes = 40;
    const wide = 450;
    const labels = cycle(800, classes);
    const input = { embeddings: blobs(labels, wide, 3), d: wide, labels, classes, folds: 5, votes: false };
    const dense = fit(input);
    const model = new HeadModel(new SoloTeam(), input, 1000);
    const sparse = model.fit();
    expectSane(sparse, 800);
    const { columns, values, width } = sparse.probabilities;
    if (!columns) throw new Error('the table is dense');
    expect(width).toBe(16);
    expect(sparse.predicted).toEqual(dense.predicted);
    for (let row = 0; row < 800; row++) {
      expect(sparse.margin[row]).toBeCloseTo(dense.margin[row], 3);
      const kept = columns.subarray(row * width, (row + 1) * width);
      expect(new Set(kept).size).toBe(width);
      expect(kept).toContain(labels[row]);
      kept.forEach((column, slot) => {
        const wanted = dense.probabilities.values[row * (classes + 1) + column];
        expect(values[row * width + slot]).toBeCloseTo(wanted, 4);
      });
    }
    expect(sparse.suspicious).toEqual(dense.suspicious);
    const update = { rows: Int32Array.of(3), labels: Int32Array.of(4), trusted: Uint8Array.of(1) };
    expectSane(model.update(update), 800);
  });

  it('lets the neighbours of an image speak, but neither itself nor its copies', () => {
    // Rings: inside and outside are apart for neighbours, not for a plane.
    const ring = Int32Array.from({ length: 400 }, (_, i) => i % 2);
    const points = new Float32Array(400 * 8);
    ring.forEach((label, i) => {
      const angle = (i / 400) * 2 * Math.PI;
      points.set([Math.cos(angle) * (label + 1), Math.sin(angle) * (label + 1), 1, 0, 0, 0, 0, 0], i * 8);
    });
    const scores = fit({ embeddings: points, d: 8, labels: ring, classes: 2 });
    const right = ring.filter((label, i) => scores.predicted[i] === label).length;
    const labels = ring.slice();
    labels[10] = 1 - ring[10];
    // The same picture again under the same wrong label, as its copies and as if they were others.
    const copies = new Array<number>(20).fill(10);
    const embeddings = new Float32Array((400 + copies.length) * 8);
    embeddings.set(points);
    copies.forEach((row, i) => embeddings.set(points.subarray(row * 8, row * 8 + 8), (400 + i) * 8));
    const all = Int32Array.from([...labels, ...copies.map((row) => labels[row])]);
    const groups = Int32Array.from([...labels.keys(), ...copies]);
    const input = { embeddings, d: 8, labels: all, classes: 2 };
    expect(right).toBeGreaterThan(390);
    expect(fit({ ...input, groups }).pGiven[10]).toBeLessThan(fit(input).pGiven[10] - 0.1);
  });

  it('scores unlabelled images and lets rejects rise', () => {
    const kinds = Int32Array.from({ length: n }, (_, i) => (i % 10 === 9 ? 3 : i % 3));
    const points = blobs(kinds, d, 1);
    const labels = Int32Array.from(kinds, (kind, i) => (kind === 3 ? i % 3 : kind));
    const garbage = [...kinds.keys()].filter((i) => kinds[i] === 3);
    const model = new HeadModel(new SoloTeam(), { embeddings: points, d, labels, classes: 3 });
    model.fit();
    const thrownOut = garbage.slice(0, 5);
    const scores = model.update({
      rows: Int32Array.from(thrownOut),
      labels: new Int32Array(5).fill(rejected),
      trusted: new Uint8Array(5).fill(1),
    });
    expectSane(scores, n);
    const rest = garbage.slice(5);
    const order = [...scores.reject.keys()]
      .filter((i) => !thrownOut.includes(i))
      .sort((a, b) => scores.reject[b] - scores.reject[a])
      .slice(0, rest.length);
    expect(order.filter((i) => kinds[i] === 3).length / rest.length).toBeGreaterThan(0.9);
  });
});

describe('hard inputs', () => {
  const random = seededRandom(2);
  const cases: Record<string, HeadInput> = {
    'no image': { embeddings: new Float32Array(0), d, labels: new Int32Array(0), classes: 0 },
    'one image': { embeddings: blobs([0], d, 1), d, labels: Int32Array.of(0), classes: 1 },
    'two images, two classes': { embeddings: blobs([0, 1], d, 1), d, labels: Int32Array.of(0, 1), classes: 2 },
    'fewer images than folds': { embeddings: blobs([0, 1, 0], d, 1), d, labels: Int32Array.of(0, 1, 0), classes: 2 },
    'all one class': { embeddings: blobs(new Int32Array(40), d, 1), d, labels: new Int32Array(40), classes: 1 },
    'nothing labelled': { embeddings: blobs(cycle(40, 2), d, 1), d, labels: new Int32Array(40).fill(-1), classes: 3 },
    'only rejects': { embeddings: blobs(cycle(40, 2), d, 1), d, labels: new Int32Array(40).fill(rejected), classes: 2 },
    'more dimensions than images': {
      embeddings: blobs(cycle(30, 2), 400, 1),
      d: 400,
      labels: cycle(30, 2),
      classes: 2,
    },
    'one dimension': { embeddings: blobs(cycle(30, 2), 1, 0.1), d: 1, labels: cycle(30, 2), classes: 2 },
    'empty classes and classes of one': {
      embeddings: blobs(cycle(60, 2), d, 1),
      d,
      labels: Int32Array.from({ length: 60 }, (_, i) => (i === 0 ? 7 : i % 2)),
      classes: 9,
    },
    'imbalance of 1 to 1000': {
      embeddings: blobs(
        Int32Array.from({ length: 3003 }, (_, i) => (i < 3 ? 1 : 0)),
        d,
        0.7,
      ),
      d,
      labels: Int32Array.from({ length: 3003 }, (_, i) => (i < 3 ? 1 : 0)),
      classes: 2,
    },
    'identical images in two classes': {
      embeddings: new Float32Array(50 * d).fill(0.3),
      d,
      labels: cycle(50, 2),
      classes: 2,
    },
    'zero, infinite and NaN embeddings': {
      embeddings: blobs(cycle(60, 2), d, 1).map((v, at) => (at < d ? 0 : at < 2 * d ? Infinity : at < 3 * d ? NaN : v)),
      d,
      labels: cycle(60, 2),
      classes: 2,
    },
    'a thousand classes': { embeddings: blobs(cycle(3000, 1000), d, 0.3), d, labels: cycle(3000, 1000), classes: 1000 },
    'one group': {
      embeddings: blobs(cycle(30, 2), d, 1),
      d,
      labels: cycle(30, 2),
      classes: 2,
      groups: new Int32Array(30),
    },
    'ten folds of noise': {
      embeddings: Float32Array.from({ length: 90 * d }, () => random() * 1e-3),
      d,
      labels: cycle(90, 3),
      classes: 3,
      folds: 10,
    },
  };

  it.each(Object.entries(cases))(
    '%s',
    (_, input) => {
      const model = new HeadModel(new SoloTeam(), input);
      expectSane(model.fit(), input.labels.length);
      if (input.labels.length < 2 || input.classes === 0) return;
      const one = Uint8Array.of(1);
      expectSane(model.update({ rows: Int32Array.of(1), labels: Int32Array.of(0), trusted: one }), input.labels.length);
      expectSane(
        model.update({ rows: Int32Array.of(0), labels: Int32Array.of(rejected), trusted: one }),
        input.labels.length,
      );
      expectSane(model.update({ rows: Int32Array.of(0), labels: Int32Array.of(0), trusted: one }), input.labels.length);
    },
    120_000,
  );

  it('says what does not fit together', () => {
    const input = { embeddings: new Float32Array(4 * d), d, labels: cycle(4, 2), classes: 2 };
    expect(() => fit({ ...input, d: 3 })).toThrow('embeddings of 3');
    expect(() => fit({ ...input, classes: 1 })).toThrow('label 1 of 1 classes');
    expect(() => fit({ ...input, groups: new Int32Array(1) })).toThrow('1 groups for 4 images');
    const model = new HeadModel(new SoloTeam(), input);
    model.fit();
    const none = new Uint8Array(1);
    expect(() => model.update({ rows: Int32Array.of(9), labels: Int32Array.of(0), trusted: none })).toThrow(
      'row 9 of 4',
    );
  });

  it('does not accuse the only image of a class', () => {
    const scores = fit(cases['empty classes and classes of one']);
    expect(scores.outOfSample[0]).toBe(0);
    expect(scores.suspicious[0]).toBe(0);
  });
});
