import { createHash } from 'node:crypto';
import { lstat, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pictureSize } from '../../fixtures/formats';
import { writeHostileFiles, type HostileFile } from '../../fixtures/hostile';
import { writeManyImages } from '../../fixtures/manyImages';
import { zlibZeros } from '../../fixtures/png';

let base = '';
let files: HostileFile[] = [];
const at = (path: string): string => join(base, 'hostile', path);

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'winnow-fixtures-'));
  files = await writeHostileFiles(at(''));
});
afterAll(() => rm(base, { recursive: true, force: true }));

describe('writeHostileFiles', () => {
  it('writes what a careful decoder reads, and what it does not', async () => {
    for (const { path, expect: expected } of files) {
      // The sparse file is 2 GB to read; what it is for is shown below.
      if (expected === 'skipped' || path === 'bombs/sparse.jpg') continue;
      const decoded = await sharp(at(path), { limitInputPixels: 1e8 })
        .resize(8, 8)
        .raw()
        .toBuffer()
        .then(
          () => 'readable',
          () => 'unreadable',
        );
      expect([path, decoded]).toEqual([path, expected]);
    }
  });

  it('gives every readable file other bytes', async () => {
    const readable = files.filter((file) => file.expect === 'readable');
    const hashes = await Promise.all(
      readable.map(async ({ path }) =>
        createHash('sha256')
          .update(await readFile(at(path)))
          .digest('hex'),
      ),
    );
    expect(new Set(hashes).size).toBe(readable.length);
    expect(readable.length).toBeGreaterThan(40);
  });

  it('makes small files that claim to be large', async () => {
    expect((await stat(at('bombs/short.png'))).size).toBeLessThan(8192);
    expect((await stat(at('bombs/whole.png'))).size).toBeLessThan(2 ** 20);
    for (const name of ['short', 'whole'])
      expect(await sharp(at(`bombs/${name}.png`), { limitInputPixels: false }).metadata()).toMatchObject({
        width: 65_535,
        height: 65_535,
      });
    const sparse = await stat(at('bombs/sparse.jpg'));
    expect(sparse.size).toBe(2 ** 31);
    expect((await sharp(at('bombs/frames.gif')).metadata()).pages).toBe(100_000);
  });

  it('stores the same upright picture in all eight orientations', async () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const image = sharp(at(`formats/exif-${orientation}.jpg`));
      expect((await image.metadata()).orientation).toBe(orientation);
      const { data, info } = await image.autoOrient().raw().toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([pictureSize.width, pictureSize.height]);
      // The dark corner lies at the upper left and nowhere else.
      const blue = (x: number, y: number): number => data[(y * info.width + x) * info.channels + 2];
      expect([blue(4, 4) < 60, blue(90, 4) > 100, blue(4, 60) > 100, blue(90, 60) > 100]).toEqual([
        true,
        true,
        true,
        true,
      ]);
    }
  });

  it.skipIf(process.platform === 'win32')('leaves a pipe and a socket', async () => {
    expect((await lstat(at('broken/fifo.jpg'))).isFIFO()).toBe(true);
    expect((await lstat(at('broken/socket.png'))).isSocket()).toBe(true);
  });
});

describe('zlibZeros', () => {
  it.each([0, 1, 65_521, 2 ** 20, 3 * 2 ** 20 + 12_345])('is a sound stream of %i zeros', (count) => {
    expect(inflateSync(zlibZeros(count)).equals(Buffer.alloc(count))).toBe(true);
  });
});

describe('writeManyImages', () => {
  it('writes distinct images into the classes', async () => {
    const paths = await writeManyImages(join(base, 'many'), 300, { classes: 3 });
    expect(new Set(paths.map((path) => path.split('/')[0]))).toEqual(new Set(['class-01', 'class-02', 'class-03']));
    const bytes = await Promise.all(paths.map((path) => readFile(join(base, 'many', path), 'latin1')));
    expect(new Set(bytes).size).toBe(300);
  });
});
