import { createHash } from 'node:crypto';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { usualRules, type FetchRules } from '../../../src/engine/model/fetch/fetchFile';
import { ModelStore } from '../../../src/engine/model/fetch/modelStore';
import { readModel } from '../../../src/engine/model/modelCard';
import { tinyCard, tinyOnnx } from '../../support/tinyModel';
import { withFolder } from '../../support/workspace';

const servers: Server[] = [];
const onnx = Buffer.from(tinyOnnx());
const sha256 = createHash('sha256').update(onnx).digest('hex');
const quick: FetchRules = { ...usualRules, allowLoopback: true, idleMs: 400, maxBytes: 100_000, slowMs: 300 };

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** The address of a server on this machine that answers as `listener` does. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function silent(signal = new AbortController().signal) {
  return { signal, onProgress: () => undefined };
}

/** Fetching fails with `message`, and nothing of it stays. */
async function refuses(listener: RequestListener, message: RegExp, rules = quick, expected?: string): Promise<void> {
  await withFolder(async (folder) => {
    const address = await serve(listener);
    await expect(new ModelStore(folder, rules).fetch(`${address}/m.onnx`, expected, silent())).rejects.toThrow(message);
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
    expect(await new ModelStore(folder, rules).list()).toEqual([]);
  });
}

describe('a server that behaves', () => {
  it('is followed through redirects; the file is whole, its hash is told; kept, it is pinned', () =>
    withFolder(async (folder) => {
      const address = await serve((asked, answer) => {
        if (asked.url === '/a') answer.writeHead(302, { location: '/b' }).end();
        else if (asked.url === '/b') answer.writeHead(307, { location: 'c/m.onnx?x=1' }).end();
        else answer.writeHead(200, { 'content-length': onnx.length }).end(onnx);
      });
      const store = new ModelStore(folder, quick);
      const seen: [number, number][] = [];
      const signal = new AbortController().signal;
      const arrival = await store.fetch(`${address}/a`, sha256, {
        signal,
        onProgress: (done, total) => void seen.push([done, total]),
      });
      expect(arrival).toMatchObject({ sha256, bytes: onnx.length, address: `${address}/c/m.onnx?x=1` });
      expect(seen.at(-1)).toEqual([onnx.length, onnx.length]);
      expect(await store.list()).toEqual([]);
      const { input, embedding } = tinyCard(onnx);
      const card = await store.keep(arrival.ticket, { name: 'Tiny: one/../two', licence: 'MIT', input, embedding });
      expect(card.startsWith(join(folder, 'tiny-one-two-'))).toBe(true);
      expect(await readModel(card)).toMatchObject({ card: { sha256, source: arrival.address } });
      expect(await store.list()).toMatchObject([{ name: 'Tiny: one/../two', card, sha256 }]);
      expect(() => store.arrival(arrival.ticket)).toThrow(/no longer there/);
      // Pinned: another file in its place is not run.
      await writeFile(join(card, '..', 'model.onnx'), tinyOnnx({ seed: 2 }));
      await expect(readModel(card)).rejects.toThrow(/sha256 differs/);
    }));

  it('what is not confirmed is no model, and can be thrown away', () =>
    withFolder(async (folder) => {
      const address = await serve((_, answer) => answer.end(onnx));
      const store = new ModelStore(folder, quick);
      const first = await store.fetch(address, undefined, silent());
      expect(await store.list()).toEqual([]);
      await store.discard(first.ticket);
      expect(await readdir(join(folder, 'incoming'))).toEqual([]);
      const second = await store.fetch(address, undefined, silent());
      const old = new Date(Date.now() - 2 * 24 * 3600 * 1000);
      await utimes(second.path, old, old);
      const third = await new ModelStore(folder, quick).fetch(address, undefined, silent());
      expect(await readdir(join(folder, 'incoming'))).toEqual([`${third.ticket}.part`]);
      expect(await readFile(third.path)).toEqual(onnx);
    }));

  it('cancelled: nothing stays', () =>
    withFolder(async (folder) => {
      const controller = new AbortController();
      const address = await serve((_, answer) => {
        answer.writeHead(200, { 'content-length': 50_000 });
        answer.write(Buffer.alloc(1000));
      });
      const fetching = new ModelStore(folder, quick).fetch(address, undefined, {
        signal: controller.signal,
        onProgress: () => controller.abort(new Error('enough')),
      });
      await expect(fetching).rejects.toThrow('enough');
      expect(await readdir(join(folder, 'incoming'))).toEqual([]);
    }));
});

describe('a server that misbehaves', () => {
  it('cuts the file off', () =>
    refuses((_, answer) => {
      answer.writeHead(200, { 'content-length': 50_000 });
      answer.write(Buffer.alloc(1000), () => answer.destroy());
    }, /stopped before the file was whole.*Nothing of it was kept/));

  it('cuts a chunked file off', () =>
    refuses((_, answer) => {
      answer.writeHead(200);
      answer.write(Buffer.alloc(1000), () => answer.destroy());
    }, /stopped before the file was whole/));

  it('sends another file than expected', () =>
    refuses(
      (_, answer) => answer.end('something else'),
      /its sha256 is [0-9a-f]{64}, not 3{64}\. Nothing/,
      quick,
      '3'.repeat(64),
    ));

  it('never answers', () => refuses(() => undefined, /sent nothing for 1 s/));

  it('falls silent in the middle', () =>
    refuses((_, answer) => {
      answer.writeHead(200, { 'content-length': 50_000 });
      answer.write(Buffer.alloc(1000));
    }, /sent nothing for 1 s/));

  it('drips', () =>
    refuses((_, answer) => {
      answer.writeHead(200);
      const drip = setInterval(() => answer.write('x'), 50);
      answer.once('close', () => clearInterval(drip));
    }, /sends too slowly: \d+ bytes/));

  it('never ends', () =>
    refuses((_, answer) => {
      answer.writeHead(200);
      const pour = (): void => void answer.write(Buffer.alloc(8192), () => answer.destroyed || setImmediate(pour));
      pour();
    }, /more than 0 MB, the most/));

  it('announces too much', () =>
    refuses(
      (_, answer) => answer.writeHead(200, { 'content-length': 3e9 }).flushHeaders(),
      /more than 0 MB, the most/,
    ));

  it.each([
    ['leads in a circle', { location: '/m.onnx' }, /more than 5 times/],
    ['leads to a private machine', { location: 'https://192.168.0.1/m.onnx' }, /this machine or its network/],
    ['leads away from https', { location: 'http://example.org/m.onnx' }, /only https is/],
    ['leads to a file', { location: 'file:///etc/passwd' }, /only https is/],
    ['leads nowhere', {}, /answered 302/],
  ])('%s', (_name, headers, message) =>
    withFolder(async (folder) => {
      const address = await serve((_, answer) => answer.writeHead(302, headers).end());
      const fetching = new ModelStore(folder, quick).fetch(`${address}/m.onnx`, undefined, silent());
      await expect(fetching).rejects.toThrow(message);
      expect(await readdir(join(folder, 'incoming'))).toEqual([]);
    }),
  );

  it('has no such file', () => refuses((_, answer) => answer.writeHead(404).end('no'), /answered 404 Not Found\./));
  it('sends a web page', () =>
    refuses(
      (_, answer) => answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<p>'),
      /a web page, not a file/,
    ));
  it('sends nothing', () => refuses((_, answer) => answer.end(), /an empty file/));
  it('sends another coding', () =>
    refuses((_, answer) => answer.writeHead(200, { 'content-encoding': 'gzip' }).end('x'), /another coding \(gzip\)/));

  it('is this machine, and nobody allowed that', () =>
    withFolder(async (folder) => {
      const port = new URL(await serve((_, answer) => answer.end(onnx))).port;
      const store = new ModelStore(folder, usualRules);
      await expect(store.fetch(`https://localhost:${port}/m.onnx`, undefined, silent())).rejects.toThrow(
        /localhost is an address of this machine or its network \((127\.0\.0\.1|::1)\)/,
      );
    }));
});
