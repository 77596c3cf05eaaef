import { TableError } from '../exchange/csv';
import { UserError } from '../errors';
import { columnsOf, isRecord, toRecord } from './jsonRecords';
import type { TableRecord, TableSource } from './table';

const longestLine = 16 * 1024 * 1024;

/** Reads JSON Lines piece by piece: one object on each line. The first piece names the columns. */
export async function openJsonLines(
  text: AsyncIterable<string>,
  name: string,
  notes: readonly string[],
): Promise<TableSource> {
  const objects = parsed(text, name);
  let first = await objects.next();
  while (!first.done && first.value.length === 0) first = await objects.next();
  if (first.done) throw new UserError(`${name} is empty.`);
  const begin = first.value;
  const columns = columnsOf(begin.map(({ value }) => value));
  const record = ({ line, value }: Line): TableRecord => toRecord(value, columns, line);
  return { columns, rows: rowsOf(begin, objects, record), notes };
}

interface Line {
  readonly line: number;
  readonly value: Readonly<Record<string, unknown>>;
}

async function* rowsOf(
  begin: readonly Line[],
  rest: AsyncIterable<readonly Line[]>,
  record: (line: Line) => TableRecord,
): AsyncGenerator<readonly TableRecord[]> {
  yield begin.map(record);
  for await (const lines of rest) yield lines.map(record);
}

async function* parsed(text: AsyncIterable<string>, name: string): AsyncGenerator<Line[]> {
  let rest = '';
  let line = 1;
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine)
      throw new TableError(name, line, 'this line does not end', 'Write one object a line.');
    yield lines.flatMap((own, i) => parseLine(own, line + i, name));
    line += lines.length;
  }
  yield parseLine(rest, line, name);
}

function parseLine(text: string, line: number, name: string): Line[] {
  if (text.trim() === '') return [];
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return [{ line, value }];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new TableError(
    name,
    line,
    'this is no JSON object',
    'Write one object a line; a last line that breaks off is still being written.',
  );
}
