import { parseCsv, TableError, wrongWidth, type CsvRow } from '../exchange/csv';
import { UserError } from '../errors';
import type { TableRecord, TableSource } from './table';

/** One row that is longer has a quote that is never closed, or is no table. */
const longestRow = 16 * 1024 * 1024;
const separators = [',', ';', '\t'] as const;

/** Reads a table of separated values piece by piece; the separator is told by the first line. */
export async function openCsv(
  text: AsyncIterable<string>,
  name: string,
  notes: readonly string[],
): Promise<TableSource> {
  const rows = csvRows(text, name);
  const first = await rows.next();
  if (first.done || first.value.length === 0) throw new UserError(`${name} is empty.`);
  const [header, ...begin] = first.value;
  const columns = header.fields.map((field) => field.trim());
  const twice = columns.find((column, i) => column !== '' && columns.indexOf(column) !== i);
  if (twice !== undefined)
    throw new TableError(name, header.line, `the column ${twice} stands twice`, 'Remove or rename one of the two.');
  if (columns.length < 2)
    throw new TableError(
      name,
      header.line,
      'there is only one column',
      'The first line must name the columns: one with the file, and one with the predicted class or the scores.',
    );
  return { columns, rows: checked(begin, rows, columns.length, name), notes };
}

async function* checked(
  begin: readonly CsvRow[],
  rest: AsyncIterable<readonly CsvRow[]>,
  width: number,
  name: string,
): AsyncGenerator<readonly TableRecord[]> {
  const check = ({ line, fields }: CsvRow): TableRecord => {
    if (fields.length !== width)
      throw new TableError(
        name,
        line,
        wrongWidth(fields, width),
        'Put a field that holds a comma or a line break in quotes; a last line that breaks off is still being written.',
      );
    return { line, cells: fields };
  };
  yield begin.map(check);
  for await (const rows of rest) yield rows.map(check);
}

/** The rows of whole lines as they come in. */
async function* csvRows(text: AsyncIterable<string>, name: string): AsyncGenerator<CsvRow[]> {
  let rest = '';
  let line = 1;
  let separator: string | undefined;
  for await (const piece of text) {
    rest += piece;
    separator ??= separatorOf(rest);
    const end = separator === undefined ? 0 : lastLineEnd(rest);
    if (end === 0) {
      if (rest.length > longestRow)
        throw new TableError(name, line, 'this row does not end', 'Look for a quote that is never closed.');
      continue;
    }
    const whole = rest.slice(0, end);
    yield parseCsv(whole, name, { line, separator });
    for (let at = whole.indexOf('\n'); at >= 0; at = whole.indexOf('\n', at + 1)) line++;
    rest = rest.slice(end);
  }
  if (rest !== '') yield parseCsv(rest, name, { line, separator: separator ?? separatorOf(`${rest}\n`) });
}

/** The one that the first line holds most often; undefined while that line is not whole. */
function separatorOf(text: string): string | undefined {
  const end = text.search(/[\r\n]/);
  if (end < 0) return undefined;
  const line = text.slice(0, end).replaceAll(/"[^"]*"/g, '');
  const count = (separator: string): number => line.split(separator).length;
  return [...separators].sort((a, b) => count(b) - count(a))[0];
}

/** After the last line break that no quotes enclose: a break inside them has an odd number of quotes before it. */
function lastLineEnd(text: string): number {
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes++;
  for (let at = text.length - 1; at >= 0; at--) {
    const code = text.charCodeAt(at);
    if (code === 0x22) quotes--;
    else if (code === 0x0a && quotes % 2 === 0) return at + 1;
  }
  return 0;
}
