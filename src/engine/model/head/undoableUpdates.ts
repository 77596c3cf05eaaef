import type { HeadUpdate } from './headInput';

/** Bytes of weights that are kept for undoing. */
const mostBytes = 33_554_432;

interface Applied {
  readonly before: HeadUpdate;
  readonly after: HeadUpdate;
  readonly weights: readonly Float64Array[];
}

/**
 * The weights before each of the last updates. A quasi-Newton step there and another one back do not end where they
 * began; an update that takes the last one back therefore gets the weights of before.
 */
export class UndoableUpdates {
  private applied: Applied[] = [];

  clear(): void {
    this.applied = [];
  }

  /** Notes an update before it is made. */
  note(before: HeadUpdate, after: HeadUpdate, weights: readonly Float64Array[]): void {
    const bytes = weights.reduce((sum, model) => sum + model.byteLength, 0);
    const kept = Math.floor(mostBytes / Math.max(1, bytes));
    if (kept === 0) return this.clear();
    this.applied.push({ before, after, weights: weights.map((model) => model.slice()) });
    if (this.applied.length > kept) this.applied.shift();
  }

  /** The weights from before the last update, if this one takes it back; it is then forgotten. */
  takeBack(update: HeadUpdate): readonly Float64Array[] | undefined {
    const last = this.applied.at(-1);
    if (!last || !same(last.before, update)) return undefined;
    this.applied.pop();
    return last.weights;
  }
}

function same(a: HeadUpdate, b: HeadUpdate): boolean {
  return (['rows', 'labels', 'trusted'] as const).every(
    (column) => a[column].length === b[column].length && a[column].every((value, i) => value === b[column][i]),
  );
}
