import { expect, it } from 'vitest';
import { PredictionTable } from '../../../src/engine/predictions/predictionTable';
import { probabilityOf } from '../../../src/engine/session/ranking/scores';

const chances = (n: number, top: number): [number, number][] =>
  Array.from({ length: n }, (_, i) => [i, i === top ? 0.5 : (0.5 / (n - 1)) * (1 + i / 1e6)]);

it('grows with the classes that a table brings', () => {
  const table = new PredictionTable(2);
  table.set(0, [[1, 1]], 0);
  table.set(1, [[40, 0.75], [1, 0.25]], 0); // prettier-ignore
  const probabilities = table.probabilities(3, 41);
  expect(probabilities.width).toBe(42);
  expect([
    probabilityOf(probabilities, 0, 1),
    probabilityOf(probabilities, 1, 40),
    probabilityOf(probabilities, 1, 1),
  ]).toEqual([1, 0.75, 0.25]);
  expect(probabilityOf(probabilities, 2, 0)).toBe(0);
});

it('keeps the likeliest and the given label where the numbers would be too many', () => {
  const table = new PredictionTable(3, 100);
  table.set(0, [[0, 1]], 0);
  table.set(1, chances(60, 7), 3);
  const probabilities = table.probabilities(3, 60);
  expect(probabilities.columns).not.toBeNull();
  expect(probabilityOf(probabilities, 0, 0)).toBe(1);
  expect(probabilityOf(probabilities, 1, 7)).toBeCloseTo(0.5);
  expect(probabilityOf(probabilities, 1, 3)).toBeGreaterThan(0);
  expect(probabilityOf(probabilities, 1, 5)).toBe(0);
});
