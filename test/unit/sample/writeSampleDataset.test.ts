import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/engine/errors';
import type { Flaw, SampleImage, SampleTruth } from '../../../src/engine/sample/sampleTruth';
import { writeSampleDataset } from '../../../src/engine/sample/writeSampleDataset';

const small = { imagesPerClass: 4, longSide: [96, 128] } as const;
let base = '';
let truth: SampleTruth;
const root = (): string => join(base, 'sample');

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'winnow-sample-'));
  truth = (await writeSampleDataset(root(), { ...small, seed: 1 })).truth;
});
afterAll(() => rm(base, { recursive: true, force: true }));

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  const files: string[] = [];
  for (const entry of entries) if ((await stat(join(folder, entry))).isFile()) files.push(entry.replaceAll('\\', '/'));
  return files.sort();
}

const bytesOf = (image: SampleImage | string, folder = root()): Promise<Buffer> =>
  readFile(join(folder, typeof image === 'string' ? image : image.path));
const flawed = (kind: Flaw['kind']): SampleImage[] => truth.images.filter(({ flaw }) => flaw?.kind === kind);
const originalOf = ({ flaw }: SampleImage): string => (flaw && 'of' in flaw ? flaw.of : '');

async function digest(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const path of await filesBelow(folder)) hash.update(path).update(await bytesOf(path, folder));
  return hash.digest('hex');
}

/** The brightness (0..1) below which a share of the pixels lies. */
async function brightness(image: SampleImage, share: number): Promise<number> {
  const pixels = await sharp(await bytesOf(image))
    .greyscale()
    .raw()
    .toBuffer();
  return pixels.sort()[Math.floor((pixels.length - 1) * share)] / 255;
}

describe('writeSampleDataset', () => {
  it('writes exactly the files it tells of, and nothing that gives the answers away', async () => {
    expect(await filesBelow(root())).toEqual(truth.images.map(({ path }) => path).sort());
  });

  it('is the same for the same seed, byte for byte, and another for another', async () => {
    await writeSampleDataset(join(base, 'again'), { ...small, seed: 1 });
    await writeSampleDataset(join(base, 'other'), { ...small, seed: 2 });
    expect(await digest(join(base, 'again'))).toBe(await digest(root()));
    expect(await digest(join(base, 'other'))).not.toBe(await digest(root()));
  });

  it('draws no image twice but the exact copies', async () => {
    const seen = new Map<string, string>();
    for (const image of truth.images) {
      const hash = createHash('sha256')
        .update(await bytesOf(image))
        .digest('hex');
      expect(seen.get(hash)).toBe(image.flaw?.kind === 'exact-copy' ? image.flaw.of : undefined);
      seen.set(hash, image.path);
    }
    expect(flawed('exact-copy').length).toBeGreaterThan(0);
  });

  it('decodes everywhere but in the truncated file', async () => {
    for (const image of truth.images) {
      const decoded = sharp(await bytesOf(image))
        .raw()
        .toBuffer();
      if (image.flaw?.kind === 'truncated') await expect(decoded).rejects.toThrow();
      else expect((await decoded).length).toBeGreaterThan(0);
    }
  });

  it('gives endings that fit the content but for the one that is wrong', async () => {
    const formats: Record<string, string> = { jpg: 'jpeg', jpeg: 'jpeg', png: 'png', webp: 'webp' };
    for (const image of truth.images) {
      const { format } = await sharp(await bytesOf(image)).metadata();
      const ending = formats[image.path.slice(image.path.lastIndexOf('.') + 1).toLowerCase()];
      expect([image.path, format]).toEqual([image.path, image.flaw?.kind === 'wrong-ending' ? 'png' : ending]);
    }
  });

  it('makes near copies that look like their originals and are other bytes', async () => {
    const look = async (image: SampleImage | string): Promise<Buffer> =>
      sharp(await bytesOf(image))
        .flatten()
        .resize(16, 16, { fit: 'fill' })
        .raw()
        .toBuffer();
    const distance = (a: Buffer, b: Buffer): number =>
      a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
    for (const copy of flawed('near-copy')) {
      const [near, original] = [await look(copy), await look(originalOf(copy))];
      expect(distance(near, original)).toBeLessThan(16);
      expect((await bytesOf(copy)).equals(await bytesOf(originalOf(copy)))).toBe(false);
    }
  });

  it('has one image that is too dark and one that is too bright', async () => {
    for (const image of flawed('quality')) {
      if (image.flaw?.kind !== 'quality') continue;
      if (image.flaw.type === 'dark') expect(await brightness(image, 0.99)).toBeLessThan(0.32);
      if (image.flaw.type === 'bright') expect(await brightness(image, 0.05)).toBeGreaterThan(0.95);
    }
    expect(flawed('quality').map(({ flaw }) => flaw?.kind === 'quality' && flaw.type)).toEqual([
      'dark',
      'bright',
      'blurry',
    ]);
  });

  it('tells the boxes of forty symbols that lie apart on the sheet', async () => {
    const { width, height } = await sharp(await bytesOf(flawed('collage')[0])).metadata();
    expect(truth.symbols).toHaveLength(40);
    for (const [i, [x, y, w, h]] of truth.symbols.entries()) {
      expect(x > 0 && y > 0 && x + w < width && y + h < height && w * h > 200).toBe(true);
      for (const [x2, y2, w2, h2] of truth.symbols.slice(i + 1))
        expect(x + w < x2 || x2 + w2 < x || y + h < y2 || y2 + h2 < y).toBe(true);
    }
  });

  it('counts its progress up to the total', async () => {
    const seen: number[] = [];
    const total = truth.images.length;
    await writeSampleDataset(join(base, 'progress'), {
      ...small,
      onProgress: (progress) => {
        expect(progress.total).toBe(total);
        seen.push(progress.done);
      },
    });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(total);
  });
});

describe('writeSampleDataset and what is there already', () => {
  it('refuses a folder that is not empty, and leaves it as it is', async () => {
    const folder = join(base, 'full');
    await mkdir(folder);
    await writeFile(join(folder, 'mine.txt'), 'mine');
    await expect(writeSampleDataset(folder, small)).rejects.toThrow(UserError);
    expect(await filesBelow(folder)).toEqual(['mine.txt']);
  });

  it('refuses a file in place of the folder', async () => {
    await writeFile(join(base, 'file'), 'mine');
    await expect(writeSampleDataset(join(base, 'file'), small)).rejects.toThrow(UserError);
    await expect(writeSampleDataset(join(base, 'file', 'below'), small)).rejects.toThrow(UserError);
    expect(await readFile(join(base, 'file'), 'utf8')).toBe('mine');
  });

  it('takes back what it wrote when it is cancelled', async () => {
    const folder = join(base, 'cancelled');
    await expect(cancelAfter(folder, 12)).rejects.toThrow('enough');
    expect(existsSync(folder)).toBe(false);
  });

  it('leaves a folder that was there when it is cancelled', async () => {
    const folder = join(base, 'empty');
    await mkdir(folder);
    await expect(cancelAfter(folder, 12)).rejects.toThrow('enough');
    expect(existsSync(folder)).toBe(true);
  });

  it('removes no file of somebody else when it is cancelled', async () => {
    const folder = join(base, 'shared');
    await expect(cancelAfter(folder, 12, () => writeFile(join(folder, 'mine.txt'), 'mine'))).rejects.toThrow('enough');
    expect(await filesBelow(folder)).toEqual(['mine.txt']);
  });

  it('never overwrites a file that appears meanwhile', async () => {
    const folder = join(base, 'raced');
    const last = truth.images.at(-1)!.path;
    const placed = async (): Promise<void> => {
      await mkdir(join(folder, last, '..'), { recursive: true });
      await writeFile(join(folder, last), 'mine');
    };
    let pending: Promise<void> | undefined;
    const onProgress = (): void => void (pending ??= placed());
    const writing = writeSampleDataset(folder, { ...small, seed: 1, onProgress });
    await expect(writing).rejects.toThrow(/EEXIST/);
    await pending;
    expect(await readFile(join(folder, last), 'utf8')).toBe('mine');
    expect(await filesBelow(folder)).toEqual([last]);
  });
});

async function cancelAfter(folder: string, files: number, before?: () => Promise<void>): Promise<unknown> {
  const cancel = new AbortController();
  let pending: Promise<void> | undefined;
  const result = writeSampleDataset(folder, {
    ...small,
    signal: cancel.signal,
    onProgress: ({ done }) => {
      if (done < files) return;
      pending ??= before?.();
      cancel.abort(new Error('enough'));
    },
  });
  return result.finally(() => pending);
}
