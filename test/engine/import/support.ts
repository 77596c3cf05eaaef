import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import sharp from 'sharp';
import { importOperation } from '../../../src/engine/operations/import';
import type { ImportOutcome } from '../../../src/protocol/importRequests';
import { call, startEngine } from '../../support/session';

const servers: Server[] = [];

afterEach(killServers);

/** The address of a server on this machine that answers as `listener` does. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Closes the servers, also while an import runs. */
export function killServers(): void {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
}

/** Runs `winnow import` in this process, with image readers of its own. */
export async function runImport(
  params: Record<string, unknown>,
  signal = new AbortController().signal,
): Promise<ImportOutcome> {
  const quick = { allowPrivate: true, timeout: 0.5, tries: 2 };
  return (await importOperation.run(startEngine({}), { ...quick, ...params }, { ...call, signal })) as ImportOutcome;
}

/** A small picture; equal for an equal seed. */
export async function picture(seed: number, format: 'png' | 'jpeg' | 'webp' = 'png'): Promise<Buffer> {
  const pixels = Buffer.from(
    Array.from({ length: 24 * 24 * 3 }, (_, i) => (i * (seed + 3) * 7 + (i >> 3) * seed) % 256),
  );
  return sharp(pixels, { raw: { width: 24, height: 24, channels: 3 } })
    .toFormat(format, { quality: 90 })
    .toBuffer();
}
