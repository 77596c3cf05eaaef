import * as z from 'zod';
import type { Engine } from '../engine';
import { QuarantinedError } from '../jobs/processPool';
import type { ImportInput, ImportSettings } from './importImages';

/** What fetching images may cost; options of the command line. */
export const importLimits = z.object({
  perHost: z.int().min(1).max(32).default(2).describe('connections to one host at once'),
  parallel: z.int().min(1).max(256).default(16).describe('connections at once'),
  tries: z.int().min(1).max(10).default(3).describe('how often an address is tried'),
  timeout: z.number().positive().max(3600).default(30).describe('seconds without a byte after which it is given up'),
  maxMegabytes: z.number().positive().default(50).describe('largest file in megabytes'),
  maxMegapixels: z.number().positive().optional().describe('largest picture in megapixels (default: 300)'),
  allowPrivate: z.boolean().default(false).describe('also fetch from this machine and the local network'),
});
export type ImportLimits = z.infer<typeof importLimits>;

const retryMs = 500;
/** Slower than this, a server only costs a place among the connections. */
const leastBytesASecond = 1000;

export function importSettings({
  perHost,
  parallel,
  tries,
  timeout,
  maxMegabytes,
  allowPrivate,
}: ImportLimits): ImportSettings {
  return {
    perHost,
    parallel,
    tries,
    retryMs,
    fetch: {
      allowLoopback: false,
      allowHttp: true,
      allowPrivate,
      idleMs: timeout * 1000,
      maxBytes: maxMegabytes * 1e6,
      leastBytes: leastBytesASecond * timeout,
      slowMs: timeout * 1000,
    },
  };
}

/** What arrived is an image when it can be decoded whole; its name and what the server says of it do not count. */
export function inspectWith(
  engine: Engine,
  { maxMegapixels }: Pick<ImportLimits, 'maxMegapixels'>,
): ImportInput['inspect'] {
  const { limits } = engine.options;
  const own = { ...limits, megapixels: Math.min(maxMegapixels ?? Infinity, limits.megapixels) };
  return async (path, signal) => {
    try {
      const reply = await engine.readers.run(path, { kind: 'digest', path, limits: own }, signal);
      if (!reply.ok) return { ok: false, reason: reply.reason };
      if (!('digest' in reply)) throw new Error('The image worker answered another question.');
      return { ok: true, sha256: reply.hash, digest: reply.digest, format: reply.format };
    } catch (error) {
      if (error instanceof QuarantinedError)
        return { ok: false, reason: `Reading it stopped the reader: ${error.message}.` };
      throw error;
    }
  };
}
