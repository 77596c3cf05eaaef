import { formatCsv, TableError, type CsvRow } from './csv';
import { readLabel } from './decisionTable';
import type { ImportFile } from './importFile';
import { readColumns } from './tableColumns';

/** An image that stays, as fastai's `cleaned.csv` lists it. */
export interface CleanedRow {
  /** Path below the dataset's root as it is now, `/` between. */
  readonly name: string;
  /** Label after the decisions; '' is unsorted. */
  readonly label: string;
}

const columns = ['name', 'label'] as const;

/** fastai's `cleaned.csv`: `name,label`, one line for each image that stays. */
export function formatCleanedTable(rows: Iterable<CleanedRow>): string {
  const lines: string[][] = [[...columns]];
  for (const { name, label } of rows) lines.push([name, label]);
  return formatCsv(lines);
}

export function isCleanedTable(header: readonly string[]): boolean {
  return header.includes('name') && header.includes('label');
}

/** Reads fastai's `cleaned.csv`. Throws TableError for what is no name or label. */
export function parseCleanedTable(rows: readonly CsvRow[], file: string): ImportFile {
  const table = readColumns(rows, columns, columns, file);
  const entries = table.rows.map(({ line, cells: { name, label } }) => {
    if (name === '') throw new TableError(file, line, 'the name is empty', 'Write the path below the dataset.');
    return { line, path: name, wanted: { kind: 'label' as const, label: readLabel(label, line, file) } };
  });
  // pandas writes its index as a first column without a name, unless it is told not to.
  const ignored = table.ignored.filter((name) => name !== '');
  return {
    format: 'cleaned',
    entries,
    notes: ignored.length > 0 ? [`Columns that were not used: ${ignored.join(', ')}.`] : [],
  };
}
