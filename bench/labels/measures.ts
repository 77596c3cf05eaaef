import { orderByMargin } from '../../src/core/ranking';

export interface RankingMeasures {
  /** Share of the N wrong labels among the first N by margin. */
  readonly recallAtN: number;
  readonly averagePrecision: number;
  readonly flagRecall: number;
  readonly flagPrecision: number;
}

export function measureRanking(
  margins: Float32Array,
  flags: Uint8Array,
  given: Int32Array,
  actual: Int32Array,
): RankingMeasures {
  const order = orderByMargin(margins);
  const wrong = (row: number): boolean => given[row] !== actual[row];
  const total = order.filter(wrong).length;
  let hits = 0;
  let atN = 0;
  let precision = 0;
  order.forEach((row, place) => {
    if (!wrong(row)) return;
    hits++;
    precision += hits / (place + 1);
    if (place < total) atN++;
  });
  const flagged = order.filter((row) => flags[row] === 1);
  const right = flagged.filter(wrong).length;
  return {
    recallAtN: atN / total,
    averagePrecision: precision / total,
    flagRecall: right / total,
    flagPrecision: right / Math.max(1, flagged.length),
  };
}
