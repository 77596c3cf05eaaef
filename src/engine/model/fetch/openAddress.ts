import { lookup as resolveName, type LookupAddress, type LookupOptions } from 'node:dns';
import { get as getPlain, type IncomingMessage, type RequestOptions } from 'node:http';
import { get as getSecure } from 'node:https';
import { UserError, errorReason } from '../../errors';
import { checkAddress, isLoopback, requirePublic, type Permits } from './address';
import { AnswerError, BrokenOffError, UnreachableError } from './fetchErrors';

export interface AddressRules extends Permits {
  /** This machine may be fetched from, over plain http too: for tests. */
  readonly allowLoopback: boolean;
  /** Milliseconds without a byte after which it is given up. */
  readonly idleMs: number;
}

const mostRedirects = 5;

/** Opens an address and follows its redirects, each under the same rules. Throws `UserError` in words. */
export async function openAddress(
  address: string,
  rules: AddressRules,
  signal: AbortSignal,
): Promise<{ readonly response: IncomingMessage; readonly url: URL }> {
  let url = checkAddress(address, rules.allowLoopback, rules);
  for (let redirects = 0; ; redirects++) {
    const response = await request(url, rules, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) return { response, url };
    response.destroy();
    if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined)
      throw new AnswerError(
        statusCode,
        `${`${url.host} answered ${statusCode} ${response.statusMessage ?? ''}`.trim()}.`,
        retryAfter(headers['retry-after']),
      );
    if (redirects === mostRedirects)
      throw new UserError(`${address} leads from one address to the next, more than ${mostRedirects} times.`);
    if (!URL.canParse(headers.location, url.href))
      throw new UserError(`${url.host} leads on to something that is no address.`);
    url = checkAddress(new URL(headers.location, url).href, rules.allowLoopback, rules);
  }
}

function request(url: URL, rules: AddressRules, signal: AbortSignal): Promise<IncomingMessage> {
  const { idleMs } = rules;
  const options: RequestOptions = {
    signal,
    // What a name leads to is checked as it is connected to, so that it cannot change in between.
    lookup: (host, wanted, done) => lookupPublic(host, wanted, rules, done),
    headers: { 'accept-encoding': 'identity', 'user-agent': 'winnow' },
    // A connection that was opened by wider rules is not used again under others.
    ...((rules.allowPrivate || rules.allowLoopback) && { agent: false }),
  };
  return new Promise((resolve, reject) => {
    let answer: IncomingMessage | undefined;
    const answered = (response: IncomingMessage): void => {
      answer = response;
      resolve(response);
    };
    const asked = url.protocol === 'http:' ? getPlain(url, options, answered) : getSecure(url, options, answered);
    asked.setTimeout(idleMs, () => {
      const words = `${url.host} sent nothing for ${Math.ceil(idleMs / 1000)} s.`;
      if (answer) answer.destroy(new BrokenOffError(words));
      else asked.destroy(new UnreachableError(words));
    });
    asked.on('error', (error) => {
      if (signal.aborted) reject(signal.reason as Error);
      else
        reject(
          error instanceof UserError
            ? error
            : new UnreachableError(`${url.host} cannot be reached: ${errorReason(error)}.`),
        );
    });
  });
}

type Done = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

function lookupPublic(host: string, options: LookupOptions, rules: AddressRules, done: Done): void {
  resolveName(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, []);
    try {
      for (const { address } of addresses)
        if (!rules.allowPrivate && !(rules.allowLoopback && isLoopback(address))) requirePublic(address, host);
    } catch (refused) {
      return done(refused instanceof Error ? refused : new Error(String(refused)), []);
    }
    if (options.all) done(null, addresses);
    else done(null, addresses[0].address, addresses[0].family);
  });
}

/** `Retry-After` in milliseconds: seconds, or a date (RFC 9110, 10.2.3). */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
