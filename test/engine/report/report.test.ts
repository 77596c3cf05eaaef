import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { DatasetSession } from '../../../src/engine/session/datasetSession';
import { writeManyImages } from '../../fixtures/manyImages';
import { winnow } from '../../support/cli';
import { call, openIndexed, startEngine } from '../../support/session';
import { withFolder } from '../../support/workspace';

const { signal } = call;

function open(folder: string, dataset: string): Promise<DatasetSession> {
  return openIndexed(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
}

describe('winnow report', () => {
  it('writes one page outside the dataset, whole, and replaces an older one', () =>
    withFolder(async (folder) => {
      const images = join(folder, '<b>pets & co');
      await writeManyImages(images, 60, { seed: 4, classes: 3 });
      const hostile = join(images, `"><img src=x onerror=alert(1)>`);
      await mkdir(hostile);
      await writeFile(join(hostile, 'a.jpg'), await readFile(join(images, 'class-01', '000000.jpg')));
      const out = join(folder, 'report.html');
      await writeFile(out, 'older');
      const { code, stdout } = await winnow([
        'report',
        images,
        '--out',
        out,
        '--json',
        '--cache',
        join(folder, 'cache'),
      ]);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ images: 61, out, failed: [] });
      const html = await readFile(out, 'utf8');
      expect(html).toMatch(/^<!doctype html>/);
      expect(html).toContain('&lt;b&gt;pets &amp; co');
      expect(html).not.toContain('<img src=x');
      expect(html.match(/<use /g)!.length).toBe(61);
      expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([]);
    }));

  it('refuses a place that it must not write to, before any work', () =>
    withFolder(async (folder) => {
      const images = join(folder, 'images');
      await writeManyImages(images, 2, { classes: 1 });
      for (const [out, said] of [
        [join(images, 'r.html'), 'lies in the dataset'],
        [join(images, 'class-01', 'r.html'), 'lies in the dataset'],
        [join(folder, 'r.jpg'), 'does not end in .html'],
        [join(folder, 'none', 'r.html'), 'cannot be opened'],
      ]) {
        const { code, stderr } = await winnow(['report', images, '--out', out, '--cache', join(folder, 'cache')]);
        expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
      }
    }));
});

describe('a contact sheet', () => {
  it('is a seeded sample of a query, in rows and columns', () =>
    withFolder(async (folder) => {
      const images = join(folder, 'images');
      await writeManyImages(images, 40, { seed: 4, classes: 2 });
      const session = await open(folder, images);
      const ask = { query: 'class:class-01', columns: 4, rows: 3, format: 'png' } as const;
      const sheet = await session.report.contactSheet(ask, signal);
      expect(sheet).toMatchObject({ images: 12, from: 20 });
      const { format, width, height } = await sharp(sheet.bytes).metadata();
      expect(format).toBe('png');
      expect(width! / height!).toBeGreaterThan(1);
      expect((await session.report.contactSheet(ask, signal)).bytes).toEqual(sheet.bytes);
      const few = await session.report.contactSheet(
        { ...ask, query: undefined, columns: 20, rows: 30, format: 'jpeg' },
        signal,
      );
      expect(few).toMatchObject({ images: 40, from: 40 });
      await expect(session.report.contactSheet({ ...ask, query: 'class:none' }, signal)).rejects.toThrow(
        'finds no image',
      );
    }));
});
