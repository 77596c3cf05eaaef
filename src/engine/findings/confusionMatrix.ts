import { formatQuery } from '../../core/query/queryText';
import type { ConfusionMatrix } from '../../protocol/findings';

export interface RankedRows {
  readonly classes: readonly string[];
  /** Class index of each row on disk, -1 unsorted. */
  readonly given: ArrayLike<number>;
  /** Class index, -1 not ranked. */
  readonly predicted: Int32Array;
  readonly suspicious: Uint8Array;
  readonly outOfSample: Uint8Array;
}

/** More cells than this are more than a page can show. */
const mostCells = 10_000;

/** Counts given label against out-of-sample prediction; images that trained the model that judged them do not count. */
export function confusionMatrix({ classes, given, predicted, suspicious, outOfSample }: RankedRows): ConfusionMatrix {
  const totals = classes.map(() => 0);
  const cells = new Map<number, { given: number; predicted: number; images: number; suspicious: number }>();
  for (let row = 0; row < predicted.length; row++) {
    const [own, other] = [given[row], predicted[row]];
    if (own < 0 || other < 0 || other >= classes.length || !outOfSample[row]) continue;
    totals[own]++;
    const key = own * classes.length + other;
    const cell = cells.get(key) ?? { given: own, predicted: other, images: 0, suspicious: 0 };
    cells.set(key, cell);
    cell.images++;
    cell.suspicious += suspicious[row];
  }
  const sorted = [...cells.values()].sort(
    (a, b) => b.images - a.images || a.given - b.given || a.predicted - b.predicted,
  );
  return {
    classes,
    totals,
    cells: sorted.slice(0, mostCells).map((cell) => ({
      ...cell,
      query: formatQuery([
        { negated: false, field: 'class', values: [classes[cell.given]] },
        { negated: false, field: 'predicted', values: [classes[cell.predicted]] },
      ]),
    })),
    cellsLeftOut: Math.max(0, sorted.length - mostCells),
  };
}
