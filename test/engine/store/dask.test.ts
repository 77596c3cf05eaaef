import { spawn, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { writeManyImages } from '../../fixtures/manyImages';
import { winnow } from '../../support/cli';
import { programs, withFolder } from '../../support/workspace';

/** Debian's own interpreter, where its packages are. */
const python = ['/usr/bin/python3', 'python3'].find(
  (path) => spawnSync(path, ['-c', 'import distributed']).status === 0,
);
if (python === undefined)
  console.warn('SKIPPED: no Python with the package distributed (Debian: python3-distributed); the recipe is not run.');

it.skipIf(python === undefined)('the recipe for Dask: a scheduler, two workers, three shards, one cache', () =>
  withFolder(async (folder) => {
    const set = join(folder, 'set');
    await writeManyImages(set, 60, { seed: 9, classes: 2 });
    const cache = join(folder, 'cache');
    const script = resolve(import.meta.dirname, '../../../docs/examples/index_with_dask.py');
    const command = `${process.execPath} ${join(programs, 'cli.js')}`;
    const run = (): Promise<string> => {
      const child = spawn(python!, [script, set, cache, '--shards', '3', '--threads', '1', '--winnow', command], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => (output += text));
      return new Promise((done, fail) => {
        child.once('error', fail);
        child.once('close', (code) => (code === 0 ? done(output) : fail(new Error(output))));
      });
    };
    expect(await run()).toMatch(/shard \d done, 3 of 3\n.*60 images in the cache/s);
    // A second run finds all shards done.
    expect(await run()).toMatch(/60 images in the cache/);
    const { stdout } = await winnow(['index', set, '--cache', cache, '--state', join(folder, 'state'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ images: 60, imagesPerSecond: 0 });
  }),
);
