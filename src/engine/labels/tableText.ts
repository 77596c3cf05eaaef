import { readFile, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import type { Expected } from '../../core/plan/plan';
import { errorReason, UserError } from '../errors';

/** Larger tables are refused: their text must be in memory as a whole. A million rows take some 50 MB. */
export const mostTableBytes = 256 * 1024 * 1024;

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** A table of labels as text that is written back to exactly the same bytes. */
export interface TableText {
  readonly text: string;
  readonly encoding: Encoding;
  readonly content: Expected;
}

/** Reads a text whatever its encoding. Throws `UserError` for what is no text or too large. */
export async function readTableText(path: string, name: string): Promise<TableText> {
  let bytes: Buffer;
  let mtimeMs: number;
  try {
    const about = await stat(path);
    if (!about.isFile()) throw new UserError(`${name} is no file.`);
    if (about.size > mostTableBytes) throw new UserError(`${name} is larger than 256 MB. Split it in several tables.`);
    mtimeMs = about.mtimeMs;
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${name} cannot be read: ${errorReason(error)}.`, { cause: error });
  }
  const encoding = encodingOf(bytes);
  const text = encoding && decodeTable(bytes, encoding);
  if (text === undefined) throw new UserError(`${name} is no text. Save it as CSV or JSON Lines in UTF-8.`);
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { text, encoding: encoding ?? 'utf-8', content: { size: bytes.length, mtimeMs, hash } };
}

function encodingOf(bytes: Buffer): Encoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const begin = bytes.subarray(0, 4096);
  if (begin.includes(0)) {
    // UTF-16 without a mark: ASCII in it has a zero in every other byte.
    const zeros = [0, 0];
    begin.forEach((byte, i) => byte === 0 && zeros[i & 1]++);
    const most = begin.length * 0.3;
    if (zeros[1] > most && zeros[0] === 0) return 'utf-16le';
    return zeros[0] > most && zeros[1] === 0 ? 'utf-16be' : undefined;
  }
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** The text with its mark, if it has one; undefined where bytes would be lost. */
function decodeTable(bytes: Buffer, encoding: Encoding): string | undefined {
  switch (encoding) {
    case 'utf-8':
      return bytes.toString('utf8');
    case 'windows-1252':
      return new TextDecoder('windows-1252').decode(bytes);
    case 'utf-16le':
      return bytes.length % 2 === 0 ? bytes.toString('utf16le') : undefined;
    case 'utf-16be':
      return bytes.length % 2 === 0 ? Buffer.from(bytes).swap16().toString('utf16le') : undefined;
  }
}

/** The text as bytes; undefined where the encoding has no sign for one of its characters. */
export function encodeTable(text: string, encoding: Encoding): Buffer | undefined {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text, 'utf8');
    case 'utf-16le':
      return Buffer.from(text, 'utf16le');
    case 'utf-16be':
      return Buffer.from(text, 'utf16le').swap16();
    case 'windows-1252': {
      const bytes = Buffer.alloc(text.length);
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        const byte = code < 0x80 ? code : western().get(code);
        if (byte === undefined) return undefined;
        bytes[i] = byte;
      }
      return bytes;
    }
  }
}

let westernCodes: Map<number, number> | undefined;

/** Code point -> byte of Windows-1252. */
function western(): Map<number, number> {
  if (westernCodes) return westernCodes;
  const all = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, i) => i));
  return (westernCodes = new Map(Array.from(all, (character, byte) => [character.charCodeAt(0), byte])));
}
