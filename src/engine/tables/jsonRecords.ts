import type { TableRecord } from './table';

type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keys of some objects, in the order in which they first appear. */
export function columnsOf(values: readonly JsonRecord[]): string[] {
  return [...new Set(values.flatMap((value) => Object.keys(value)))];
}

export function toRecord(value: JsonRecord, columns: readonly string[], line: number): TableRecord {
  // A key like __proto__ is only a name here: nothing is looked up that the object does not hold itself.
  return { line, cells: columns.map((column) => (Object.hasOwn(value, column) ? value[column] : undefined)) };
}
