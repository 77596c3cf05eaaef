import type { Cell } from '../../core/predictions/columns';

/** A row of a table, and where it stands for messages: its line in a text, its number (from 1) elsewhere. */
export interface TableRecord {
  readonly line: number;
  /** In the order of the table's columns; what a row lacks is undefined. */
  readonly cells: readonly Cell[];
}

/** A table that is read row by row, once. Reading throws `UserError` that names the file, the line and the remedy. */
export interface TableSource {
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly TableRecord[]>;
  /** Classes in the order of the model, where the file says so. */
  readonly classes?: readonly string[];
  /** What is unusual about the file, in sentences. */
  readonly notes: readonly string[];
}
