import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError, refused } from '../errors';
import { openCsv } from './csvTable';
import { openJson } from './jsonTable';
import { openJsonLines } from './jsonLinesTable';
import { openParquet } from './parquetTable';
import type { TableSource } from './table';
import { firstBytes, readText } from './textChunks';

/** A larger file is refused before it is read: reading it would take minutes. */
const mostBytes = 8 * 1024 ** 3;

/**
 * Opens a table in CSV (also with semicolons or tabs), JSON, JSON Lines or Parquet, told apart by content, not by name.
 * `wanted`: the columns that will be used, where they are known. Throws `UserError` that names the file and the remedy.
 */
export async function openTable(path: string, wanted?: readonly string[]): Promise<TableSource> {
  const name = basename(path);
  const about = await stat(path).catch(refused(`${name} cannot be opened`));
  // Opening a named pipe that calls itself a table would wait for ever.
  if (!about.isFile()) throw new UserError(`${name} is no file.`);
  if (about.size === 0) throw new UserError(`${name} is empty.`);
  if (about.size > mostBytes) throw new UserError(`${name} is larger than 8 GB. Write fewer columns, or Parquet.`);
  const magic = await firstBytes(path, 4);
  if (Buffer.from(magic).toString('latin1') === 'PAR1') return openParquet(path, name, wanted);
  const { text, encoding } = await readText(path, name);
  const notes = encoding === undefined ? [] : [`${name} was read as ${encoding}.`];
  const pieces = text[Symbol.asyncIterator]();
  const first = await firstPiece(pieces);
  const whole = joined(first, pieces);
  if (isJsonLines(first)) return openJsonLines(whole, name, notes);
  return /^\s*[[{]/.test(first) ? openJson(whole, name, notes) : openCsv(whole, name, notes);
}

async function firstPiece(pieces: AsyncIterator<string>): Promise<string> {
  let text = '';
  while (text.trim() === '') {
    const next = await pieces.next();
    if (next.done) break;
    text += next.value;
  }
  return text;
}

async function* joined(first: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** The first line is an object by itself. A file of one such line is read as JSON: both mean the same but for its keys. */
function isJsonLines(text: string): boolean {
  const begin = text.trimStart();
  const end = begin.indexOf('\n');
  if (!begin.startsWith('{') || end < 0 || begin.slice(end).trim() === '') return isOneRecord(begin);
  return isObject(begin.slice(0, end));
}

/** A single line with a key that names a file is a table of one row. */
function isOneRecord(text: string): boolean {
  return text.startsWith('{') && /^\{\s*"(?:file|path|file_name|filename|image)"\s*:\s*"/.test(text) && isObject(text);
}

function isObject(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
