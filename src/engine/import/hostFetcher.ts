import { setTimeout as sleep } from 'node:timers/promises';
import { isDiskFull, UserError } from '../errors';
import { AnswerError, BrokenOffError, UnreachableError } from '../model/fetch/fetchErrors';
import { fetchFile, type FetchedFile, type FetchRules } from '../model/fetch/fetchFile';
import { hostOf } from './hostQueue';

export interface FetchSettings {
  /** How often an address is tried in all. */
  readonly tries: number;
  readonly fetch: FetchRules;
  /** Milliseconds before the second try; each further waits twice as long. */
  readonly retryMs: number;
}

/** A host that could not be reached for so many images in a row is left alone for the rest of the run. */
const deadAfter = 5;
/** A server that asks to wait longer is tried no more. */
const longestWaitMs = 60_000;

/** Fetches files with another try where one may help, and gives up hosts that are gone. */
export class HostFetcher {
  /** Images in a row for which a host was not reached. */
  private readonly unreached = new Map<string, number>();

  constructor(private readonly settings: FetchSettings) {}

  /** Fetches a file to `path`. Throws `UserError` in words, and the signal's reason when aborted. */
  async fetch(url: string, path: string, signal: AbortSignal): Promise<FetchedFile> {
    const host = hostOf(url);
    if ((this.unreached.get(host) ?? 0) >= deadAfter)
      throw new UserError(`${host} could not be reached ${deadAfter} times in a row and was not tried again.`);
    for (let attempt = 1; ; attempt++)
      try {
        const file = await fetchFile(url, path, this.settings.fetch, { signal, onProgress: () => undefined });
        this.unreached.delete(host);
        return file;
      } catch (error) {
        signal.throwIfAborted();
        const wait = this.waitBefore(attempt, error);
        if (wait === undefined || attempt >= this.settings.tries) {
          if (error instanceof UnreachableError) this.unreached.set(host, (this.unreached.get(host) ?? 0) + 1);
          else this.unreached.delete(host);
          throw error;
        }
        await sleep(wait, undefined, { signal });
      }
  }

  /** Milliseconds until another try, which may succeed: the server was busy, or the line was cut. Undefined: none. */
  private waitBefore(attempt: number, error: unknown): number | undefined {
    const usual = this.settings.retryMs * 2 ** (attempt - 1);
    if (error instanceof AnswerError) {
      if (error.status !== 429 && error.status < 500) return undefined;
      const asked = error.retryAfterMs ?? 0;
      return asked > longestWaitMs ? undefined : Math.max(usual, asked);
    }
    const mayPass = error instanceof UnreachableError || (error instanceof BrokenOffError && !isDiskFull(error));
    return mayPass ? usual : undefined;
  }
}
