import { join } from 'node:path';
import { copyFile, mkdir } from 'node:fs/promises';
import { open } from 'lmdb';
import { expect, it } from 'vitest';
import { cacheFiles } from '../../../src/engine/store/cache';
import { writeManyImages } from '../../fixtures/manyImages';
import { winnow } from '../../support/cli';
import { withFolder } from '../../support/workspace';

/** Every entry of a cache, byte for byte: table and key -> value. */
async function entries(cache: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const file of cacheFiles) {
    const root = open<Buffer, string>({ path: join(cache, file), noSubdir: true, maxDbs: 64, encoding: 'binary' });
    for (const name of [...root.getKeys()]) {
      const table = root.openDB<Buffer, string>({ name, encoding: 'binary' });
      for (const key of table.getKeys())
        found.set(`${name} ${key}`, Buffer.from(table.getBinary(key) ?? []).toString('base64'));
    }
    await root.close();
  }
  return found;
}

interface Indexed {
  readonly images: number;
  readonly imagesPerSecond: number;
  readonly unreadable: unknown[];
}

it('shards, merged, are the same as one run: every entry, the index and the ranking', () =>
  withFolder(async (folder) => {
    const set = join(folder, 'set');
    const paths = await writeManyImages(set, 90, { seed: 4, classes: 3 });
    // The same content in two shards, and a file that cannot be read.
    for (let i = 0; i < 6; i++) await copyFile(join(set, paths[i]), join(set, `${paths[i]}-copy-${i}.jpg`));
    await mkdir(join(set, 'class-01'), { recursive: true });
    await copyFile(import.meta.filename, join(set, 'class-01/broken.jpg'));
    const cache = (name: string): string => join(folder, name);
    const run = async (...args: string[]): Promise<unknown> => {
      const { code, stdout, stderr } = await winnow([...args, '--json', '--state', join(folder, 'state')]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return JSON.parse(stdout);
    };
    const whole = (await run('index', set, '--cache', cache('whole'))) as Indexed;
    const parts: number[] = [];
    for (const i of [1, 2, 3]) {
      const part = (await run('index', set, '--shard', `${i}/3`, '--cache', cache(`part-${i}`))) as Indexed;
      parts.push(part.images);
      expect(part.images).toBeGreaterThan(0);
    }
    expect(parts.reduce((a, b) => a + b, 0)).toBe(whole.images);
    const merged = await run('merge', ...[1, 2, 3].map((i) => cache(`part-${i}`)), '--into', cache('merged'));
    expect(merged).toEqual({ images: 90 });
    expect(await entries(cache('merged'))).toEqual(await entries(cache('whole')));
    // Merged once more, nothing changes.
    expect(await run('merge', cache('part-2'), '--into', cache('merged'))).toEqual({ images: 90 });
    expect(await entries(cache('merged'))).toEqual(await entries(cache('whole')));
    const again = (await run('index', set, '--cache', cache('merged'))) as Indexed;
    expect(again).toMatchObject({ images: whole.images, imagesPerSecond: 0, unreadable: whole.unreadable });
    expect(await run('rank', set, '--cache', cache('merged'))).toEqual(
      await run('rank', set, '--cache', cache('whole')),
    );
  }));

it.each([
  [['index', '.', '--shard', '3/2'], /--shard takes a part/],
  [['merge', 'nowhere', '--into', 'x'], /nowhere holds no cache/],
  [['merge', 'x', '--into', 'x'], /one of the caches/],
])('%j is wrong usage', async (args, message) => {
  const { code, stderr } = await winnow(args);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) as string });
});
