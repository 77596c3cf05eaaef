import { firstSum, unsealLine, type Sealed } from './sealedLine';

export type LogRecord = Sealed & Readonly<Record<string, unknown>>;

export interface ParsedLog {
  readonly records: LogRecord[];
  /** Bytes up to the end of the last good line. */
  readonly goodBytes: number;
  /** Bytes of a last write that was not finished; they are to be cut off. */
  readonly tornBytes: number;
  /** Set when a line is damaged that had been finished: nothing after it can be trusted. */
  readonly damage?: { readonly line: number; readonly byte: number };
  readonly lastSum: string;
}

const newline = 0x0a;

/**
 * Reads a log. Writes are made durable one group after another, so only the last group can be torn by a crash: a bad
 * line is a torn end when no line of a later group follows it, else it is damage.
 */
export function parseLog(bytes: Uint8Array): ParsedLog {
  const decoder = new TextDecoder();
  const records: LogRecord[] = [];
  let lastSum = firstSum;
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(newline, start);
    const unsealed = end < 0 ? undefined : unsealLine(decoder.decode(bytes.subarray(start, end)));
    const seq = records.length + 1;
    if (!unsealed || unsealed.record.seq !== seq || !unsealed.follows(lastSum)) break;
    const { group } = unsealed.record;
    if (group !== seq && group !== records.at(-1)?.group) break;
    records.push(unsealed.record);
    lastSum = unsealed.sum;
    start = end + 1;
  }
  const parsed = { records, goodBytes: start, tornBytes: bytes.length - start, lastSum };
  if (start === bytes.length || !laterGroupFollows(bytes, start, records.length + 1)) return parsed;
  return { ...parsed, damage: { line: records.length + 1, byte: start } };
}

/** The first bad line is line `seq`: does a whole line of a group that began after it stand in the rest? */
function laterGroupFollows(bytes: Uint8Array, start: number, seq: number): boolean {
  const decoder = new TextDecoder();
  for (let at = start; at < bytes.length;) {
    const found = bytes.indexOf(newline, at);
    const end = found < 0 ? bytes.length : found;
    const unsealed = unsealLine(decoder.decode(bytes.subarray(at, end)));
    if (unsealed && unsealed.record.group > seq) return true;
    at = end + 1;
  }
  return false;
}
