import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { residentMB } from '../../../src/engine/jobs/pooledProcess';
import { ProcessPool, QuarantinedError } from '../../../src/engine/jobs/processPool';
import type { DigestReply } from '../../../src/engine/images/pixelDigest';
import type { ReadReply } from '../../../src/engine/images/readImage';
import type { RenditionReply } from '../../../src/engine/images/rendition';
import type { ImageReply, ImageRequest } from '../../../src/engine/images/worker';
import { longGif, nestedSvg, shortPngBomb, wholePngBomb } from '../../fixtures/bombs';
import { programs, realData, withFolder } from '../../support/workspace';

const limits = { megapixels: 300, megabytes: 1024, seconds: 20 };
let pool: ProcessPool<ImageRequest, ImageReply>;
let deaths = 0;

beforeAll(() => {
  pool = new ProcessPool({
    program: join(programs, 'imageWorker.js'),
    size: 2,
    inFlight: 2,
    timeLimit: 25,
    memoryLimitMB: 1400,
    onDeath: () => deaths++,
  });
});
afterAll(() => pool.dispose());

const read = async (path: string): Promise<ReadReply> =>
  (await pool.run(path, { path, tensor: { size: 96, crop: 'cover' }, limits })) as ReadReply;

/** Runs `work` and tells the largest size that one worker reached meanwhile, in MB. */
async function watchingMemory(work: () => Promise<unknown>): Promise<number> {
  let peak = 0;
  const watch = setInterval(() => {
    for (const pid of pool.pids) void residentMB(pid).then((size) => (peak = Math.max(peak, size)));
  }, 20);
  await work();
  clearInterval(watch);
  return peak;
}

describe('bombs', () => {
  it('are refused or read at no great cost', () =>
    withFolder(async (folder) => {
      const files: Record<string, Buffer | string> = {
        'short.png': shortPngBomb(),
        'whole.png': wholePngBomb(),
        'deep.svg': nestedSvg(100_000),
        'long.gif': longGif(100_000),
      };
      const replies: Record<string, ReadReply> = {};
      const peak = await watchingMemory(async () => {
        for (const [name, data] of Object.entries(files)) {
          await writeFile(join(folder, name), data);
          replies[name] = await read(join(folder, name));
        }
      });
      expect(replies['short.png']).toMatchObject({ ok: false, kind: 'unreadable' });
      expect(replies['whole.png']).toMatchObject({ ok: false, kind: 'unreadable' });
      expect(replies['deep.svg']).toMatchObject({ ok: false, kind: 'skipped' });
      expect(replies['long.gif']).toMatchObject({
        ok: true,
        facts: { width: 8, height: 8, colour: { pages: 100_000 } },
      });
      expect(peak).toBeLessThan(300);
      expect(deaths).toBe(0);
    }));

  it('a large progressive JPEG and an interlaced PNG are refused by what decoding would take', () =>
    withFolder(async (folder) => {
      const big = sharp({
        create: { width: 12_000, height: 12_000, channels: 3, background: 'red' },
        limitInputPixels: false,
      });
      const png = join(folder, 'a.png');
      const header = await sharp({ create: { width: 9, height: 9, channels: 4, background: 'red' } })
        .png({ progressive: true })
        .toBuffer();
      header.writeUInt32BE(17_000, 16);
      header.writeUInt32BE(17_000, 20);
      await writeFile(png, header);
      expect(await read(png)).toMatchObject({ ok: false, reason: expect.stringContaining('MB of memory') });
      const jpeg = join(folder, 'a.jpg');
      await big.jpeg({ progressive: true, quality: 30 }).toFile(jpeg);
      expect(await read(jpeg)).toMatchObject({ ok: false, reason: expect.stringContaining('MB of memory') });
    }));
});

describe('what is no plain file', () => {
  it('a pipe, a socket and a folder are never opened', () =>
    withFolder(async (folder) => {
      const pipe = join(folder, 'pipe.jpg');
      execFileSync('mkfifo', [pipe]);
      const socket = join(folder, 's.jpg');
      const server = createServer().listen(socket);
      await mkdir(join(folder, 'd.jpg'));
      for (const path of [pipe, socket, join(folder, 'd.jpg')])
        expect(await read(path)).toMatchObject({
          ok: false,
          kind: 'skipped',
          reason: expect.stringContaining('Not a regular file'),
        });
      server.close();
    }));

  it('a sparse file of 2 GB is not read, with or without the head of an image', () =>
    withFolder(async (folder) => {
      const empty = join(folder, 'zeros.jpg');
      await writeFile(empty, '');
      await truncate(empty, 2 ** 31);
      const headed = join(folder, 'headed.jpg');
      await writeFile(
        headed,
        await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
          .jpeg()
          .toBuffer(),
      );
      await truncate(headed, 2 ** 31);
      const peak = await watchingMemory(async () => {
        expect(await read(empty)).toMatchObject({
          ok: false,
          kind: 'unreadable',
          reason: expect.stringContaining('zeros'),
        });
        expect(await read(headed)).toMatchObject({
          ok: false,
          kind: 'unreadable',
          reason: expect.stringContaining('limit'),
        });
      });
      expect(peak).toBeLessThan(400);
    }));

  it('a file that grows while it is read ends, and is read again another time', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'growing.jpg');
      const block = Buffer.alloc(1 << 20, 1);
      await writeFile(path, Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), block]));
      let growing = true;
      const growth = (async () => {
        while (growing && (await stat(path)).size < 1 << 28) await appendFile(path, block);
      })();
      const replies = [];
      for (let i = 0; i < 3; i++) replies.push(await read(path));
      growing = false;
      await growth;
      for (const reply of replies) expect(reply).toMatchObject({ ok: false, kind: 'unreadable' });
    }));
});

it('hands out renditions that a page can show, and digests of whole pictures', () =>
  withFolder(async (folder) => {
    const source = sharp({ create: { width: 900, height: 600, channels: 3, background: '#336699' } });
    const tiff = join(folder, 'a.tiff');
    await source.clone().tiff({ compression: 'lzw' }).toFile(tiff);
    const png = join(folder, 'a.png');
    await source.clone().png().toFile(png);
    const show = async (path: string, side: number): Promise<RenditionReply> =>
      (await pool.run(path, { kind: 'rendition', path, side, limits })) as RenditionReply;
    expect(await show(png, 4096)).toMatchObject({ ok: true, type: 'image/png', original: true, width: 900 });
    const small = await show(png, 300);
    if (!small.ok) throw new Error(small.reason);
    expect(await sharp(small.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 300, height: 200 });
    const converted = await show(tiff, 4096);
    expect(converted).toMatchObject({ ok: true, type: 'image/jpeg', original: false, width: 900, height: 600 });
    const digest = async (path: string): Promise<DigestReply> =>
      (await pool.run(path, { kind: 'digest', path, limits })) as DigestReply;
    const [a, b] = [await digest(tiff), await digest(png)];
    if (!a.ok || !b.ok) throw new Error('not decoded');
    expect(a.digest).toBe(b.digest);
    expect(a.hash).not.toBe(b.hash);
  }));

const archive = realData('malformed.tar');

it.skipIf(!archive)('gives facts or a reason for every malformed file, with bounded memory', () =>
  withFolder(async (folder) => {
    execFileSync('tar', ['xf', archive!, '-C', folder]);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(1000);
    let images = 0;
    const peak = await watchingMemory(() =>
      Promise.all(
        files.map(async (path) => {
          const reply = await read(path).catch((error: unknown) => {
            if (error instanceof QuarantinedError) return { ok: false, reason: error.message } as const;
            throw error;
          });
          if (reply.ok) images++;
          else expect(reply.reason).toMatch(/^[A-Z].*\.$|MB of memory|longer than/);
        }),
      ),
    );
    expect(images).toBeGreaterThan(500);
    expect(peak).toBeLessThan(700);
  }),
);

it('closes every file it opened', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'a.jpg');
    await writeFile(path, 'not an image');
    for (let i = 0; i < 50; i++) await read(path);
    const [pid] = pool.pids;
    const before = (await readdir(`/proc/${pid}/fd`)).length;
    for (let i = 0; i < 200; i++) await read(path);
    expect((await readdir(`/proc/${pid}/fd`)).length).toBeLessThanOrEqual(before + 4);
  }));
