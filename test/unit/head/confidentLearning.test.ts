import { describe, expect, it } from 'vitest';
import type { LabelIssueInput } from '../../../src/engine/model/labels/confidentLearning';
import { findLabelIssues } from '../../../src/engine/model/labels/confidentLearning';
import { roundKeepingSum } from '../../../src/engine/model/labels/roundKeepingSum';
import { selectLargest } from '../../../src/engine/model/labels/selectLargest';

function inputOf(rows: readonly (readonly number[])[], labels: readonly number[]): LabelIssueInput {
  const columns = rows[0].length;
  return {
    probabilities: { width: columns, values: Float32Array.from(rows.flat()), columns: null },
    columns,
    targets: Int32Array.from(labels),
    outOfSample: new Uint8Array(rows.length).fill(1),
    trusted: new Uint8Array(rows.length),
    pGiven: Float32Array.from(rows, (row, i) => row[labels[i]] ?? 0),
    flag: 'pairs',
  };
}

/** Two classes: 4 right and 1 wrong label each; the last of each class is sure to be the other. */
const rows = [
  [0.9, 0.1],
  [0.8, 0.2],
  [0.9, 0.1],
  [0.6, 0.4],
  [0.1, 0.9],
  [0.1, 0.9],
  [0.2, 0.8],
  [0.1, 0.9],
  [0.45, 0.55],
  [0.95, 0.05],
];
const labels = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];

describe('confident learning', () => {
  it('computes thresholds and the calibrated joint by hand', () => {
    const { thresholds, joint } = findLabelIssues(inputOf(rows, labels));
    expect(thresholds[0]).toBeCloseTo(0.66, 5);
    expect(thresholds[1]).toBeCloseTo(0.64, 5);
    // Class 0: three confident in 0, one in 1, one in neither: scaled from 4 to 5 images 3.75 and 1.25.
    const cells = Array.from(joint.given, (given, i) => [given, joint.actual[i], joint.count[i]]);
    expect(cells).toEqual([
      [0, 0, 4],
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, 4],
    ]);
  });

  it('flags the surest of each pair, never a trusted image, never one whose label is the likeliest', () => {
    expect([...findLabelIssues(inputOf(rows, labels)).suspicious]).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    const trusting = inputOf(rows, labels);
    trusting.trusted[4] = 1;
    expect([...findLabelIssues(trusting).suspicious]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('flags as many elsewhere, where the label is least likely for its class', () => {
    // Three images labelled 0 look like 2; the surest difference is that of row 5, the least likely label that of row 4.
    const three = [
      [0.8, 0.1, 0.1],
      [0.8, 0.1, 0.1],
      [0.8, 0.1, 0.1],
      [0.7, 0.2, 0.1],
      [0.01, 0.49, 0.5],
      [0.1, 0.1, 0.8],
      [0.1, 0.8, 0.1],
      [0.1, 0.8, 0.1],
      [0.1, 0.1, 0.8],
      [0.1, 0.1, 0.8],
    ];
    const given = [0, 0, 0, 0, 0, 0, 1, 1, 2, 2];
    const pairs = findLabelIssues(inputOf(three, given));
    expect([...pairs.suspicious]).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
    const leastLikely = findLabelIssues({ ...inputOf(three, given), flag: 'least-likely' });
    expect([...leastLikely.suspicious]).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
    expect(leastLikely.joint).toEqual(pairs.joint);
    const trusting: LabelIssueInput = { ...inputOf(three, given), flag: 'least-likely' };
    trusting.trusted[4] = 1;
    expect([...findLabelIssues(trusting).suspicious]).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  });

  it('gives the same on a table of the largest probabilities', () => {
    const kept = { width: 2, values: new Float32Array(20), columns: new Int32Array(20) };
    rows.forEach((row, i) => {
      const order = row[0] >= row[1] ? [0, 1] : [1, 0];
      kept.columns.set(order, 2 * i);
      kept.values.set(
        order.map((column) => row[column]),
        2 * i,
      );
    });
    const dense = findLabelIssues(inputOf(rows, labels));
    const sparse = findLabelIssues({ ...inputOf(rows, labels), probabilities: kept });
    expect(sparse).toEqual(dense);
    const flag = 'least-likely';
    expect(findLabelIssues({ ...inputOf(rows, labels), probabilities: kept, flag })).toEqual(
      findLabelIssues({ ...inputOf(rows, labels), flag }),
    );
  });

  it('copes with an empty class, a class of one and unlabelled images', () => {
    const three = rows.map((row) => [...row, 0]);
    const input = inputOf([...three, [0.2, 0.2, 0.6], [0.3, 0.3, 0.4]], [...labels, 2, -1]);
    const { thresholds, suspicious } = findLabelIssues(input);
    expect(thresholds[2]).toBeCloseTo(0.6, 5);
    expect([...suspicious.slice(10)]).toEqual([0, 0]);
    expect(findLabelIssues(inputOf(three, labels)).thresholds[2]).toBe(2);
  });
});

describe('rounding and selection', () => {
  it('rounds and keeps the sum', () => {
    expect(roundKeepingSum([1.4, 1.4, 1.2])).toEqual([2, 1, 1]);
    expect(roundKeepingSum([0.5, 0.5, 0.5, 0.5]).reduce((a, b) => a + b)).toBe(2);
    expect(roundKeepingSum([])).toEqual([]);
  });

  it('selects the largest, earlier ones on a tie', () => {
    expect(selectLargest([3, 1, 3, 2, 3], 2)).toEqual([0, 2]);
    expect(selectLargest([1, 2], 5)).toEqual([0, 1]);
    expect(selectLargest([1, 2], 0)).toEqual([]);
  });
});
