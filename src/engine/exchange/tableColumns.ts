import { TableError, wrongWidth, type CsvRow } from './csv';

export interface TableRow<C extends string> {
  readonly line: number;
  /** A column that the table lacks is empty; `required` ones are there. */
  readonly cells: Readonly<Record<C, string>>;
}

export interface Table<C extends string> {
  readonly rows: readonly TableRow<C>[];
  /** Columns that mean nothing here, by name. */
  readonly ignored: readonly string[];
}

/**
 * Finds columns by the names of the first row, in any order. Throws TableError for a required column that is missing,
 * one that stands twice, and a row with more or fewer fields than there are columns.
 */
export function readColumns<C extends string>(
  rows: readonly CsvRow[],
  columns: readonly C[],
  required: readonly C[],
  file: string,
): Table<C> {
  const header = rows[0]?.fields ?? [];
  const line = rows[0]?.line ?? 1;
  for (const name of header)
    if (header.indexOf(name) !== header.lastIndexOf(name))
      throw new TableError(file, line, `the column ${name} stands twice`, 'Remove or rename one of the two.');
  const missing = required.find((name) => !header.includes(name));
  if (missing !== undefined)
    throw new TableError(
      file,
      line,
      `there is no column ${missing}`,
      `The first line must name ${required.join(', ')}.`,
    );
  const places = columns.map((name) => [name, header.indexOf(name)] as const);
  return {
    rows: rows.slice(1).map(({ line, fields }): TableRow<C> => {
      if (fields.length !== header.length)
        throw new TableError(
          file,
          line,
          wrongWidth(fields, header.length),
          'Put a field that holds a comma or a line break in quotes.',
        );
      const cells = Object.fromEntries(places.map(([name, at]) => [name, at < 0 ? '' : fields[at]]));
      return { line, cells: cells as Record<C, string> };
    }),
    ignored: header.filter((name) => !(columns as readonly string[]).includes(name)),
  };
}
