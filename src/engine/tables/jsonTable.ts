import { UserError } from '../errors';
import { columnsOf, isRecord, toRecord } from './jsonRecords';
import type { TableSource } from './table';

/** JSON is read whole. */
const mostJsonCharacters = 256 * 1024 * 1024;
const wrappers = ['predictions', 'images', 'rows', 'data', 'results'] as const;

/**
 * Reads a table in JSON in the shapes that programs write: a list of objects, pandas' columns
 * (`{"file": {"0": …}, …}` or `{"file": […], …}`), an object with the image as the key
 * (`{"cat/1.jpg": {"cat": 0.9}}`), each also inside `{"classes": […], "predictions": …}`.
 */
export async function openJson(
  text: AsyncIterable<string>,
  name: string,
  notes: readonly string[],
): Promise<TableSource> {
  const parsed = parse(await wholeText(text, name), name);
  const { content, classes } = unwrap(parsed);
  const objects = records(content);
  if (!objects)
    throw new UserError(
      `${name} is no table of predictions. Write a list of objects, e.g. [{"file": "cat/1.jpg", "predicted": "cat"}].`,
    );
  if (objects.length === 0) throw new UserError(`${name} is empty.`);
  const columns = columnsOf(objects.slice(0, 1000));
  const rows = objects.map((object, i) => toRecord(object, columns, i + 1));
  return { columns, rows: once(rows), notes, ...(classes && { classes }) };
}

async function wholeText(text: AsyncIterable<string>, name: string): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of text) {
    length += piece.length;
    if (length > mostJsonCharacters)
      throw new UserError(
        `${name} is larger than 256 MB, and JSON is read whole. Write JSON Lines or Parquet instead.`,
      );
    pieces.push(piece);
  }
  return pieces.join('');
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const reason = `${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`.slice(0, 200);
    throw new UserError(`${name} is no JSON: ${reason}. It may still be being written.`, { cause: error });
  }
}

function unwrap(parsed: unknown): { content: unknown; classes?: string[] } {
  if (!isRecord(parsed)) return { content: parsed };
  const key = wrappers.find((one) => Array.isArray(parsed[one]) || isRecord(parsed[one]));
  const { classes } = parsed;
  const names = Array.isArray(classes) && classes.every((one) => typeof one === 'string') ? classes : undefined;
  if (key === undefined || (names === undefined && Object.keys(parsed).length > 1)) return { content: parsed };
  return { content: parsed[key], ...(names && { classes: names }) };
}

function records(content: unknown): Readonly<Record<string, unknown>>[] | undefined {
  if (Array.isArray(content)) return content.every(isRecord) ? content : undefined;
  if (!isRecord(content)) return undefined;
  return byColumn(content) ?? byImage(content);
}

/** pandas' `to_json()` and `to_dict('list')`: columns of cells, by row number or in a list. */
function byColumn(content: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>[] | undefined {
  const columns = Object.entries(content);
  const lists = columns.map(([, cells]) =>
    Array.isArray(cells)
      ? (cells as unknown[])
      : isRecord(cells) && hasRowNumbers(cells)
        ? Object.values(cells)
        : undefined,
  );
  const first = lists[0];
  if (columns.length < 2 || !first || lists.some((cells) => cells?.length !== first.length)) return undefined;
  if (!first.every((cell) => typeof cell === 'string') && !lists.some((cells) => typeof cells?.[0] === 'string'))
    return undefined;
  return first.map((_, row) => Object.fromEntries(columns.map(([name], i) => [name, lists[i]?.[row]])));
}

function hasRowNumbers(cells: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(cells).every((key) => /^\d+$/.test(key));
}

function byImage(content: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>[] {
  return Object.entries(content).map(([file, value]) => {
    if (typeof value === 'string' || typeof value === 'number') return { file, predicted: value };
    if (isRecord(value) && !Object.values(value).every((cell) => typeof cell === 'number')) return { file, ...value };
    return { file, scores: value };
  });
}

async function* once<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  yield rows;
}
