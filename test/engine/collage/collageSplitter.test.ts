import { build } from 'esbuild';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Box } from '../../../src/core/boxes';
import type { CutOptions } from '../../../src/core/collage/cutOptions';
import { CollageSplitter } from '../../../src/engine/collage/collageSplitter';
import type { AnalyseReply } from '../../../src/engine/collage/collageRequests';
import { DEFAULT_SETTINGS } from '../../../src/core/collage/sheetSettings';
import { cells, Drawing } from '../../unit/collage/drawSheet';

const root = resolve(import.meta.dirname, '../../..');
const limits = { megapixels: 200, megabytes: 256, seconds: 60 };
const keep = { padding: 0, square: false, background: 'keep' } as const;
const boxes = cells(6, 4, 40, 24);
// Inside the project, so that the bundle finds its packages.
const program = join(root, 'build/test/collageWorker.cjs');
let folder: string;
let splitter: CollageSplitter;

function drawn(): Drawing {
  const drawing = new Drawing(408, 280);
  for (const box of boxes) drawing.symbol(box, [20, 25, 30]);
  return drawing;
}

function toSharp({ data, width, height, channels }: Drawing) {
  return sharp(data, { raw: { width, height, channels } });
}

async function split(path: string): Promise<AnalyseReply> {
  const result = await splitter.splitFile(path);
  if (!result.ok) throw new Error(result.reason);
  return result;
}

async function stagingFolder(): Promise<string> {
  return mkdtemp(join(folder, 'staging-'));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winnow-collage-'));
  await build({
    entryPoints: [join(root, 'src/engine/collage/collageWorker.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['sharp', '@techstark/opencv-js'],
    logLevel: 'error',
  });
  splitter = new CollageSplitter({ program, size: 2, limits });
});

afterAll(async () => {
  await splitter.dispose();
  await rm(folder, { recursive: true });
});

describe('analysing files', () => {
  it('finds the boxes of an upright sheet whatever its EXIF orientation', async () => {
    const path = join(folder, 'turned.jpg');
    await toSharp(drawn()).rotate(270).jpeg({ quality: 95 }).withMetadata({ orientation: 6 }).toFile(path);
    const result = await split(path);
    expect([result.width, result.height]).toEqual([408, 280]);
    expect(result.boxes).toHaveLength(24);
    expect(Math.abs(result.boxes[0].x - boxes[0].x)).toBeLessThan(3);
  });

  it('gives the boxes of a large sheet in its own pixels', async () => {
    const path = join(folder, 'large.png');
    await toSharp(drawn()).resize(4080, 2800, { kernel: 'nearest' }).png().toFile(path);
    const result = await split(path);
    expect(result.boxes).toHaveLength(24);
    expect(Math.abs(result.boxes[7].x - boxes[7].x * 10)).toBeLessThan(12);
    expect(Math.abs(result.boxes[7].width - 400)).toBeLessThan(20);
  });

  it('runs the recipe in OpenCV and frees what it took', async () => {
    const path = join(folder, 'recipe.png');
    await toSharp(drawn()).png().toFile(path);
    const settings = { ...DEFAULT_SETTINGS, preset: 'recipe' } as const;
    for (let i = 0; i < 20; i++) {
      const result = await splitter.splitFile(path, settings);
      expect(result.ok && result.boxes.length).toBe(24);
    }
  });

  it('says what is wrong with a file that is no image', async () => {
    const path = join(folder, 'broken.png');
    await writeFile(path, 'not a picture');
    expect(await splitter.splitFile(path)).toMatchObject({ ok: false, kind: 'unreadable' });
    expect(await splitter.splitFile(join(folder, 'gone.png'))).toMatchObject({ ok: false });
  });

  it('previews follow the settings and the file', async () => {
    const path = join(folder, 'preview.png');
    await toSharp(drawn()).png().toFile(path);
    const first = await splitter.previewFile(path, DEFAULT_SETTINGS);
    const merged = await splitter.previewFile(path, { ...DEFAULT_SETTINGS, mergeDistance: 30 });
    expect([first, merged].map((reply) => reply.ok && reply.boxes.length)).toEqual([24, 1]);
    await toSharp(new Drawing(300, 300)).png().toFile(path);
    const after = await splitter.previewFile(path, DEFAULT_SETTINGS);
    expect(after.ok && after.boxes.length).toBe(0);
  });

  it('a worker that is killed costs at most its sheet, and only when it dies again', async () => {
    const path = join(folder, 'killed.png');
    await toSharp(drawn()).png().toFile(path);
    const results = Array.from({ length: 12 }, () => splitter.splitFile(path));
    await new Promise((done) => setTimeout(done, 30));
    for (const pid of splitter.pids) process.kill(pid, 'SIGKILL');
    for (const result of await Promise.all(results)) expect(result.ok && result.boxes.length).toBe(24);
  });

  it('can be cancelled', async () => {
    const stop = new AbortController();
    const path = join(folder, 'killed.png');
    const waiting = Array.from({ length: 30 }, () => splitter.splitFile(path, DEFAULT_SETTINGS, stop.signal));
    stop.abort(new Error('cancelled'));
    const outcomes = await Promise.allSettled(waiting);
    expect(outcomes.every((outcome) => outcome.status === 'rejected')).toBe(true);
  });
});

describe('cutting', () => {
  it('writes the pixels of the boxes, in order', async () => {
    const path = join(folder, 'cut.png');
    const drawing = drawn();
    await toSharp(drawing).png().toFile(path);
    const { hash, boxes: found } = await split(path);
    const staging = await stagingFolder();
    const result = await splitter.cutFile({ path, hash }, found, staging, keep);
    expect(result.ok && result.crops.map((crop) => crop.file)).toEqual(found.map((_, at) => `${at + 1}.png`));
    const { x, y, width, height } = found[3];
    const wanted = await toSharp(drawing).extract({ left: x, top: y, width, height }).raw().toBuffer();
    expect(await sharp(join(staging, '4.png')).raw().toBuffer()).toEqual(wanted);
  });

  it('keeps 16 bits and alpha', async () => {
    const path = join(folder, 'deep.png');
    const samples = new Uint16Array(60 * 40 * 4).fill(65_535);
    samples.set([12_345, 23_456, 34_567, 45_678], (10 * 60 + 20) * 4);
    await sharp(samples, { raw: { width: 60, height: 40, channels: 4 } })
      .toColourspace('rgb16')
      .png()
      .toFile(path);
    const { hash } = await split(path);
    const staging = await stagingFolder();
    await splitter.cutFile({ path, hash }, [{ x: 20, y: 10, width: 8, height: 8 }], staging, keep);
    const crop = sharp(join(staging, '1.png'));
    expect(await crop.metadata()).toMatchObject({ depth: 'ushort', channels: 4, width: 8, height: 8 });
    const raw = await crop.toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
    expect([...new Uint16Array(raw.buffer, raw.byteOffset, 4)]).toEqual([12_345, 23_456, 34_567, 45_678]);
  });

  it('gives 16 bits with a profile in sRGB', async () => {
    const path = join(folder, 'profile.png');
    const samples = new Uint16Array(60 * 40 * 3).fill(65_535);
    samples.set([60_000, 10_000, 5000], (10 * 60 + 20) * 3);
    const raw = { width: 60, height: 40, channels: 3 } as const;
    const plain = sharp(samples, { raw }).toColourspace('rgb16');
    const firstOf = async (file: Sharp): Promise<number[]> => {
      await file.png().toFile(path);
      const { hash } = await split(path);
      const staging = await stagingFolder();
      await splitter.cutFile({ path, hash }, [{ x: 20, y: 10, width: 8, height: 8 }], staging, keep);
      const cut = await sharp(join(staging, '1.png')).toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
      return [...new Uint16Array(cut.buffer, cut.byteOffset, 3)];
    };
    expect(await firstOf(plain.clone())).toEqual([60_000, 10_000, 5000]);
    const cut = await firstOf(plain.clone().withIccProfile('srgb'));
    const stored = sharp(path, { ignoreIcc: true }).extract({ left: 20, top: 10, width: 1, height: 1 });
    const bytes = await stored.toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
    expect(cut).toEqual([...new Uint16Array(bytes.buffer, bytes.byteOffset, 3)]);
    // sharp takes samples without a profile for Display P3 when it is to give them one: this red of P3 is none of sRGB.
    const [red, green] = await firstOf(plain.clone().withIccProfile('p3'));
    expect(red).toBeGreaterThan(64_000);
    expect(green).toBeLessThan(5000);
  });

  it('makes squares, clears paper, straightens crooked boxes', async () => {
    const path = join(folder, 'shapes.png');
    const drawing = new Drawing(200, 120, [240, 235, 220]);
    drawing.frame({ x: 20, y: 20, width: 60, height: 30 }, 4, [30, 30, 30]);
    await toSharp(drawing).png().toFile(path);
    const { hash } = await split(path);
    const staging = await stagingFolder();
    const crooked = { x: 100, y: 40, width: 50, height: 20, angle: 10 };
    const options = { padding: 2, square: true, background: 'transparent' } as const;
    await splitter.cutFile({ path, hash }, [{ x: 20, y: 20, width: 60, height: 30 }, crooked], staging, options);
    const { data, info } = await sharp(join(staging, '1.png')).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([64, 64, 4]);
    expect(data[3]).toBe(0);
    // The padding is paper, too: the cut begins in row 15 of the square, the ink two pixels further.
    expect([15, 16].map((y) => data[(y * 64 + 32) * 4 + 3])).toEqual([0, 0]);
    expect(data[(17 * 64 + 32) * 4 + 3]).toBe(255);
    // Paper inside the frame stays.
    expect(data[(32 * 64 + 32) * 4 + 3]).toBe(255);
    expect(await sharp(join(staging, '2.png')).metadata()).toMatchObject({ width: 54, height: 54 });
  });

  it('clears paper for each crop alone, and makes nothing less transparent than it was', async () => {
    const path = join(folder, 'overlapping.png');
    const drawing = new Drawing(200, 120, [240, 240, 240]);
    drawing.frame({ x: 20, y: 20, width: 60, height: 30 }, 4, [30, 30, 30]);
    const rgba = await toSharp(drawing).ensureAlpha().raw().toBuffer();
    for (let y = 80; y < 90; y++) for (let x = 10; x < 20; x++) rgba.set([210, 210, 210, 40], (y * 200 + x) * 4);
    await sharp(rgba, { raw: { width: 200, height: 120, channels: 4 } })
      .png()
      .toFile(path);
    const { hash } = await split(path);
    const staging = await stagingFolder();
    const options = { ...keep, background: 'transparent' } as const;
    const frame = { x: 20, y: 20, width: 60, height: 30 };
    // The border of the second runs through the frame of the first; the third has the faint patch.
    const across = { x: 40, y: 10, width: 100, height: 60 };
    const patch = { x: 5, y: 75, width: 30, height: 30 };
    await splitter.cutFile({ path, hash }, [frame, across, patch], staging, options);
    const alphaAt = async (name: string, width: number, x: number, y: number) =>
      (await sharp(join(staging, name)).raw().toBuffer())[(y * width + x) * 4 + 3];
    expect(await alphaAt('1.png', 60, 30, 15)).toBe(255);
    expect(await alphaAt('2.png', 100, 5, 25)).toBe(0);
    expect(await alphaAt('3.png', 30, 5, 5)).toBe(40);
    expect(await alphaAt('3.png', 30, 1, 1)).toBe(0);
  });

  it('says which box cannot be cut and what to do about it, before any is written', async () => {
    const path = join(folder, 'cut.png');
    const { hash } = await split(path);
    const staging = await stagingFolder();
    const good = { x: 0, y: 0, width: 10, height: 10 };
    const cut = (box: Box, options: CutOptions = keep) =>
      splitter.cutFile({ path, hash }, [good, box], staging, options);
    const pids = splitter.pids;
    expect(await cut({ ...good, width: 0.2 })).toMatchObject({
      kind: 'invalid',
      reason: 'Box 2 covers no pixel of the sheet: move, enlarge or remove it.',
    });
    expect(await cut({ ...good, angle: 5 }, { ...keep, padding: 10_000 })).toMatchObject({
      kind: 'invalid',
      reason: 'Box 2 takes up 21678 x 21678 pixels, too many to be turned: lower the padding, or set it upright.',
    });
    expect(await cut({ ...good, x: -9_990, width: 20_000, angle: 90 }, { ...keep, square: true })).toMatchObject({
      kind: 'invalid',
      reason: 'Box 2 would be a square of 20000 pixels a side: do not make crops square.',
    });
    expect(await readdir(staging)).toEqual([]);
    expect(splitter.pids).toEqual(pids);
  });

  it('fills what a crop of 16 bits is extended by with the very paper', async () => {
    const path = join(folder, 'deepPaper.png');
    const samples = new Uint16Array(120 * 60 * 4).fill(65_535);
    for (let x = 30; x < 90; x++) samples.fill(1000, (30 * 120 + x) * 4, (30 * 120 + x) * 4 + 3);
    const raw = { width: 120, height: 60, channels: 4 } as const;
    await sharp(samples, { raw }).toColourspace('rgb16').png().toFile(path);
    const { hash } = await split(path);
    const staging = await stagingFolder();
    const boxes = [
      { x: 30, y: 25, width: 60, height: 10 },
      { x: -10, y: 0, width: 40, height: 20, angle: 30 },
    ];
    await splitter.cutFile({ path, hash }, boxes, staging, { ...keep, square: true });
    for (const name of ['1.png', '2.png']) {
      const data = await sharp(join(staging, name)).toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
      expect([...new Uint16Array(data.buffer, data.byteOffset, 4)], name).toEqual([65_535, 65_535, 65_535, 65_535]);
    }
  });

  it('a worker that is killed while it cuts costs no sheet its crops', async () => {
    const path = join(folder, 'killedCut.png');
    await toSharp(drawn()).png().toFile(path);
    const { hash } = await split(path);
    const staging = await stagingFolder();
    const parts = Array.from({ length: 400 }, (_, i) => ({ x: i % 300, y: i % 200, width: 60, height: 60 }));
    const alone = new CollageSplitter({ program, size: 1, limits });
    const cutting = alone.cutFile({ path, hash }, parts, staging, keep);
    while ((await readdir(staging)).length < 20) await new Promise((done) => setTimeout(done, 1));
    for (const pid of alone.pids) process.kill(pid, 'SIGKILL');
    const result = await cutting;
    await alone.dispose();
    expect(result.ok ? result.crops.length : result.reason).toBe(400);
    for (const { file } of result.ok ? result.crops : [])
      expect(await sharp(join(staging, file)).metadata()).toMatchObject({ width: 60, height: 60 });
  });

  it('refuses a sheet that changed, a box beside it, and never overwrites', async () => {
    const path = join(folder, 'cut.png');
    const { hash } = await split(path);
    const staging = await stagingFolder();
    const box = { x: 0, y: 0, width: 10, height: 10 };
    expect(await splitter.cutFile({ path, hash: 'other' }, [box], staging, keep)).toMatchObject({ kind: 'changed' });
    const beside = { x: 5000, y: 0, width: 5, height: 5 };
    expect(await splitter.cutFile({ path, hash }, [beside], staging, keep)).toMatchObject({ kind: 'invalid' });
    expect(await readdir(staging)).toEqual([]);
    await writeFile(join(staging, '1.png'), 'mine');
    expect(await splitter.cutFile({ path, hash }, [box], staging, keep)).toMatchObject({ kind: 'failed' });
    expect(await readFile(join(staging, '1.png'), 'utf8')).toBe('mine');
  });
});
