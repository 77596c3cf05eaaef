import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { UserError, errorReason } from '../../errors';
import { BrokenOffError } from './fetchErrors';
import { openAddress, type AddressRules } from './openAddress';

export interface FetchRules extends AddressRules {
  readonly maxBytes: number;
  /** Below so many bytes in `slowMs` milliseconds it is given up. */
  readonly leastBytes: number;
  readonly slowMs: number;
}

/** ONNX itself ends at 2 GB. */
export const usualRules: FetchRules = {
  allowLoopback: false,
  idleMs: 30_000,
  maxBytes: 2e9,
  leastBytes: 64_000,
  slowMs: 60_000,
};

export interface FetchedFile {
  readonly bytes: number;
  /** Of the bytes, hex. */
  readonly sha256: string;
  /** Where they came from in the end. */
  readonly address: string;
}

/**
 * Fetches a file to `path`, which must not exist. Nothing is left there unless the whole of it came. Throws `UserError`
 * in words, and the signal's reason when aborted.
 */
export async function fetchFile(
  address: string,
  path: string,
  rules: FetchRules,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number, total: number) => void },
): Promise<FetchedFile> {
  const { response, url } = await openAddress(address, rules, signal);
  const total = Number(response.headers['content-length'] ?? 0);
  const file = await open(path, 'wx', 0o600);
  try {
    requireFile(response.headers, url.host);
    if (total > rules.maxBytes) throw tooLarge(url.host, rules);
    const hash = createHash('sha256');
    let bytes = 0;
    let marked = { at: performance.now(), bytes: 0 };
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > rules.maxBytes) throw tooLarge(url.host, rules);
      const now = performance.now();
      if (now - marked.at > rules.slowMs) {
        if (bytes - marked.bytes < rules.leastBytes)
          throw new BrokenOffError(
            `${url.host} sends too slowly: ${bytes - marked.bytes} bytes in the last ${Math.round(rules.slowMs / 1000)} s.`,
          );
        marked = { at: now, bytes };
      }
      hash.update(chunk);
      // A plain write may take only a part of it when the disk fills.
      await file.appendFile(chunk);
      onProgress(bytes, total);
    }
    signal.throwIfAborted();
    if (total > 0 && bytes !== total) throw cutOff(url.host, bytes, total);
    if (bytes === 0) throw new UserError(`${url.host} sent an empty file.`);
    await file.sync();
    return { bytes, sha256: hash.digest('hex'), address: url.href };
  } catch (error) {
    await rm(path, { force: true });
    signal.throwIfAborted();
    if (error instanceof UserError) throw error;
    throw new BrokenOffError(
      `${url.host} stopped before the file was whole: ${errorReason(error)}. Nothing of it was kept.`,
      { cause: error },
    );
  } finally {
    response.destroy();
    await file.close();
  }
}

function requireFile(headers: Record<string, string | string[] | undefined>, host: string): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw new UserError(`${host} sends the file in another coding (${String(encoding)}) than asked for.`);
  if (String(headers['content-type'] ?? '').startsWith('text/html'))
    throw new UserError(`${host} sends a web page, not a file. Use the address of the file itself.`);
}

function tooLarge(host: string, { maxBytes }: FetchRules): UserError {
  return new UserError(`${host} sends more than ${(maxBytes / 1e6).toFixed(0)} MB, the most that is fetched.`);
}

function cutOff(host: string, bytes: number, total: number): BrokenOffError {
  return new BrokenOffError(
    `${host} stopped before the file was whole (${bytes} of ${total} bytes). Nothing of it was kept.`,
  );
}
