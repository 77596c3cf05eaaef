import type { Decision } from '../../src/core/decisions/decision';
import { RowSet } from './rowSet';
import type { RowTable } from './rowTable';

interface Edit {
  readonly rows: { has(row: number): boolean };
}

/**
 * Decisions as the user made them, shown before the engine has recorded them. While an edit of a row is under way, what
 * the engine says of that row's decision is older than what is shown.
 */
export class Edits {
  /** Oldest first. */
  private readonly underWay: Edit[] = [];

  constructor(
    private readonly table: RowTable,
    private readonly changed: (rows: Uint32Array) => void,
  ) {}

  isUnderWay(row: number): boolean {
    return this.underWay.some((edit) => edit.rows.has(row));
  }

  /** Shows the decisions at once and takes them back when recording them fails; the failure is thrown on. */
  async make(
    rows: Uint32Array,
    decisionOf: (row: number) => Decision | undefined,
    record: () => Promise<unknown>,
  ): Promise<void> {
    const edit: Edit = { rows: setOf(rows) };
    this.underWay.push(edit);
    const before = this.table.decide(rows, decisionOf);
    this.changed(rows);
    let recorded = false;
    try {
      await record();
      recorded = true;
    } finally {
      const at = this.underWay.indexOf(edit);
      const later = this.underWay.slice(at + 1);
      this.underWay.splice(at, 1);
      if (!recorded) {
        this.table.restore(rows, before, (row) => !later.some((other) => other.rows.has(row)));
        this.table.outdate(rows);
        this.changed(rows);
      }
    }
  }
}

function setOf(rows: Uint32Array): Edit['rows'] {
  if (rows.length < 1000) return new Set(rows);
  const set = new RowSet();
  for (const row of rows) set.add(row);
  return set;
}
