import type { Grouping, SortKey, View } from '../../src/protocol/dataset';

export interface ViewRequest {
  readonly query: string;
  readonly sort: SortKey;
  readonly group: Grouping;
}

/** The answer to the query: which image stands where. It changes only when it is asked for anew. */
export class ImageView {
  readonly order: Uint32Array;
  readonly notes: readonly string[];
  readonly groups: NonNullable<View['groups']>;
  private positions: Int32Array | undefined;

  constructor(
    readonly request: ViewRequest,
    view: View,
  ) {
    this.order = view.order;
    this.notes = view.notes;
    this.groups = view.groups ?? [];
  }

  get length(): number {
    return this.order.length;
  }

  rowAt(position: number): number {
    return this.order[position];
  }

  /** -1 where the row is not in the view. */
  positionOf(row: number): number {
    this.positions ??= this.invert();
    return this.positions[row] ?? -1;
  }

  private invert(): Int32Array {
    let highest = -1;
    for (const row of this.order) if (row > highest) highest = row;
    const positions = new Int32Array(highest + 1).fill(-1);
    this.order.forEach((row, position) => (positions[row] = position));
    return positions;
  }
}
