import { open } from 'node:fs/promises';
import { UserError } from '../errors';

const chunkBytes = 1 << 20;

export interface TextChunks {
  readonly text: AsyncIterable<string>;
  /** As the user knows it, e.g. "UTF-16"; undefined for UTF-8. */
  readonly encoding?: string;
}

/**
 * The text of a file in pieces, whatever its encoding: UTF-8 (with a byte order mark or without), UTF-16 (with a mark, or
 * told by its zero bytes), and Windows-1252, of which Latin-1 is a part, where it is no UTF-8. Throws `UserError` for
 * what is no text.
 */
export async function readText(path: string, name: string): Promise<TextChunks> {
  const begin = await firstBytes(path, 4096);
  const utf16 = utf16Of(begin);
  if (utf16) return { text: decode(path, utf16, name), encoding: 'UTF-16' };
  if (begin.includes(0)) throw new UserError(`${name} is no text. Save the table as CSV, JSON, JSON Lines or Parquet.`);
  if (await isUtf8(path)) return { text: decode(path, 'utf-8', name) };
  return { text: decode(path, 'windows-1252', name), encoding: 'Windows-1252 (Latin-1)' };
}

export function firstBytes(path: string, most: number): Promise<Uint8Array> {
  return bytesAt(path, 0, most);
}

function utf16Of(begin: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (begin[0] === 0xff && begin[1] === 0xfe) return 'utf-16le';
  if (begin[0] === 0xfe && begin[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  begin.forEach((byte, i) => byte === 0 && zeros[i & 1]++);
  const half = begin.length / 2;
  if (half < 2) return undefined;
  if (zeros[1] > half * 0.6 && zeros[0] === 0) return 'utf-16le';
  return zeros[0] > half * 0.6 && zeros[1] === 0 ? 'utf-16be' : undefined;
}

async function isUtf8(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const bytes of chunksOf(path)) decoder.decode(bytes, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

async function* decode(path: string, encoding: string, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const bytes of chunksOf(path)) yield decoder.decode(bytes, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UserError(`${name} is no text in ${encoding}. Save it in UTF-8.`, { cause: error });
  }
}

/** Each chunk opens the file for itself: who stops reading half-way leaves nothing open. */
async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; ;) {
    const bytes = await bytesAt(path, at, chunkBytes);
    if (bytes.length === 0) return;
    at += bytes.length;
    yield bytes;
  }
}

async function bytesAt(path: string, at: number, most: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(most), 0, most, at);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
