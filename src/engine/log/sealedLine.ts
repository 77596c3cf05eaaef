import { createHash } from 'node:crypto';

/**
 * One record as one line of JSON that ends in its own checksum:
 * `{"seq":7,"group":6,"time":"…",…,"sum":"<16 hex>"}`. The sum is the start of the SHA-256 over the line before it
 * (its sum) and this line's text, so that a line that is changed, lost, added or moved breaks the chain.
 */
export interface Sealed {
  /** Number of the line, from 1. */
  readonly seq: number;
  /** `seq` of the first line that was made durable together with this one. */
  readonly group: number;
  /** When it was written, ISO 8601 in UTC. */
  readonly time: string;
}

export const firstSum = '0000000000000000';
const tailLength = ',"sum":"0123456789abcdef"}'.length;
const tailPattern = /^,"sum":"([0-9a-f]{16})"\}$/;

function checksum(previousSum: string, body: string): string {
  return createHash('sha256').update(previousSum).update('\n').update(body).digest('hex').slice(0, 16);
}

export function sealLine(record: object, sealed: Sealed, previousSum: string): { line: string; sum: string } {
  const body = JSON.stringify({ ...sealed, ...record }).slice(0, -1);
  const sum = checksum(previousSum, body);
  return { line: `${body},"sum":"${sum}"}\n`, sum };
}

export interface Unsealed {
  readonly record: Sealed & Readonly<Record<string, unknown>>;
  readonly sum: string;
  /** False when the line is whole but does not follow the line before it. */
  readonly follows: (previousSum: string) => boolean;
}

/** Reads one line without its newline; undefined when it is not one of ours or not whole. */
export function unsealLine(line: string): Unsealed | undefined {
  if (line.length <= tailLength) return undefined;
  const tail = tailPattern.exec(line.slice(-tailLength));
  if (!tail) return undefined;
  const body = line.slice(0, -tailLength);
  let parsed: unknown;
  try {
    parsed = JSON.parse(`${body}}`);
  } catch {
    return undefined; // Not whole: the caller decides whether that is a torn end or damage.
  }
  if (!isSealed(parsed)) return undefined;
  const sum = tail[1];
  return { record: parsed, sum, follows: (previousSum) => checksum(previousSum, body) === sum };
}

function isSealed(value: unknown): value is Sealed & Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const { seq, group, time } = value as Partial<Record<keyof Sealed, unknown>>;
  return (
    typeof seq === 'number' &&
    Number.isSafeInteger(seq) &&
    typeof group === 'number' &&
    Number.isSafeInteger(group) &&
    group >= 1 &&
    group <= seq &&
    typeof time === 'string'
  );
}
