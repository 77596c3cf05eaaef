import { describe, expect, it } from 'vitest';
import { planFiles } from '../../../src/engine/export/planFiles';
import { planShards } from '../../../src/engine/export/planShards';
import type { SelectedImage } from '../../../src/engine/export/selectImages';
import { copySettings } from '../../../src/protocol/cleanCopy';

let serial = 0;

function image(path: string, more: Partial<SelectedImage> = {}): SelectedImage {
  const label = path.split('/').slice(0, -1).join('/');
  const hash = (++serial).toString(16).padStart(64, '0');
  return { row: serial, path, hash, label, format: 'jpeg', width: 8, height: 8, bytes: 1, ...more };
}

const files = (...paths: string[]) => paths.map((path) => ({ path, size: 1, modifiedMs: 1 }));
const settings = (given: object = {}) => copySettings.parse(given);

describe('planFiles', () => {
  it('places by subset and label as decided, and never two in one place', () => {
    const planned = planFiles(
      [
        image('cat/1.jpg', { subset: 'train' }),
        image('dog/1.jpg', { subset: 'train', label: 'cat' }),
        image('CAT/1.JPG', { subset: 'train', label: 'cat' }),
      ],
      settings(),
      [],
    );
    const targets = planned.map(({ target }) => target);
    expect(targets.map((target) => target.toLowerCase())).toContain('train/cat/1.jpg');
    expect(targets.every((target) => target.startsWith('train/cat/'))).toBe(true);
    expect(new Set(targets.map((target) => target.toLowerCase())).size).toBe(3);
  });

  it('gives the ending of what is in the file, and keeps one that fits', () => {
    const [bare, fits, wrong] = planFiles(
      [image('a/bare'), image('a/fits.jfif'), image('a/wrong.png')],
      settings(),
      [],
    ).map(({ target }) => target);
    expect([bare, fits, wrong]).toEqual(['a/bare.jpg', 'a/fits.jfif', 'a/wrong.jpg']);
  });

  it('the same stem is used once in a folder, so that captions belong to one image', () => {
    const planned = planFiles(
      [image('a/1.jpg'), image('a/1.png', { format: 'png' })],
      settings(),
      files('a/1.jpg', 'a/1.png', 'a/1.txt'),
    );
    expect(planned.map(({ target }) => target)).toEqual(['a/1.jpg', 'a/1 (2).png']);
    expect(planned.map(({ companions }) => companions[0].target)).toEqual(['a/1.txt', 'a/1 (2).txt']);
  });

  it('takes captions along, and boxes only where the picture stays as it is', () => {
    const all = files('a/1.jpg', 'a/1.txt', 'a/1.jpg.json', 'a/2.txt');
    const as = (given: object): string[] =>
      planFiles([image('a/1.jpg')], settings(given), all)[0]
        .companions.map(({ target }) => target)
        .sort();
    expect(as({})).toEqual(['a/1.jpg.json', 'a/1.txt']);
    expect(as({ size: 64 })).toEqual(['a/1.txt']);
  });

  it('writes anew only what must be: as it is, to another format, converted by a decision', () => {
    const render = (given: object, more: Partial<SelectedImage> = {}) =>
      planFiles([image('a/1.jpg', more)], settings(given), [])[0].render;
    expect(render({})).toBeUndefined();
    expect(render({ image: 'jpeg' })).toBeUndefined();
    expect(render({ image: 'png' })).toMatchObject({ format: 'png' });
    expect(render({ strip: true })).toMatchObject({ format: 'jpeg' });
    expect(render({ strip: true }, { format: 'gif' })).toMatchObject({ format: 'png' });
    expect(render({}, { format: 'gif', convert: 'jpeg' })).toMatchObject({ format: 'jpeg' });
    expect(render({ size: 64 })).toMatchObject({ size: 64, format: 'jpeg' });
  });

  it('puts images without a label into a folder of their own, or into none when there are no labels', () => {
    const target = (...images: SelectedImage[]): string[] => planFiles(images, settings(), []).map((p) => p.target);
    expect(target(image('1.jpg'), image('cat/2.jpg'))).toEqual(['unsorted/1.jpg', 'cat/2.jpg']);
    expect(target(image('1.jpg'))).toEqual(['1.jpg']);
  });
});

describe('planShards', () => {
  const planned = (count: number, bytes: number) =>
    planFiles(
      Array.from({ length: count }, (_, i) => image(`${i % 2 === 0 ? 'cat' : 'dog'}/${i}.jpg`, { bytes })),
      settings(),
      [],
    );

  it('mixes the classes, whatever the order of the files', () => {
    const images = planned(100, 10);
    const [shard] = planShards(images, 'webdataset', 1);
    const firstHalf = shard.images.slice(0, 50).filter(({ label }) => label === 'cat').length;
    expect(firstHalf).toBeGreaterThan(10);
    expect(firstHalf).toBeLessThan(40);
    expect(planShards([...images].reverse(), 'webdataset', 1)[0].key).toBe(shard.key);
  });

  it('begins another shard when one is large, and names them as readers expect', () => {
    const images = planned(5, 100e6);
    expect(planShards(images, 'webdataset', 1).map(({ file }) => file)).toEqual([
      'all-000000.tar',
      'all-000001.tar',
      'all-000002.tar',
    ]);
    expect(planShards(images, 'parquet', 1).map(({ file }) => file)[2]).toBe('data/all-00002-of-00003.parquet');
    expect(planShards(images, 'parquet', 1).flatMap((shard) => shard.images)).toHaveLength(5);
  });

  it('a shard larger than the limit by one image alone still holds it', () => {
    expect(planShards(planned(2, 300e6), 'webdataset', 1).map((shard) => shard.images.length)).toEqual([1, 1]);
  });
});
