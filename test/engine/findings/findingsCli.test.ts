import { execFileSync } from 'node:child_process';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeManyImages } from '../../fixtures/manyImages';
import { winnow } from '../../support/cli';
import { call, closeEngines, openIndexed, startEngine } from '../../support/session';
import { contents, realData, withFolder } from '../../support/workspace';

interface Group {
  readonly kind: string;
  readonly images: readonly { readonly path: string; readonly keep: boolean; readonly reference?: boolean }[];
  readonly dismissed?: boolean;
}
interface Found {
  readonly kind: string;
  readonly type?: string;
  readonly images: readonly string[];
  readonly explanation: string;
  readonly state?: string;
}

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await winnow([...args, '--json', '--quiet']);
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

/** Ten pictures in two classes, one of them twice. */
async function datasetWithCopy(folder: string): Promise<{ dataset: string; cache: string[] }> {
  const dataset = join(folder, 'set');
  await writeManyImages(dataset, 10, { seed: 21, classes: 2 });
  await copyFile(join(dataset, 'class-01', '000000.jpg'), join(dataset, 'class-01', 'copy.jpg'));
  return { dataset, cache: ['--cache', join(folder, 'cache')] };
}

async function dismissEverything(dataset: string, cacheFolder: string): Promise<void> {
  const session = await openIndexed(startEngine({ cacheFolder }), dataset);
  await session.findings.dismiss({ kind: 'duplicate' }, true, call.signal);
  await closeEngines();
}

describe('what was dismissed', () => {
  it('is left out by findings and duplicates, with an index and without, and listed when asked for', () =>
    withFolder(async (folder) => {
      const { dataset, cache } = await datasetWithCopy(folder);
      const duplicates = (...args: string[]) => json<{ groups: Group[] }>('duplicates', dataset, ...cache, ...args);
      const findings = (...args: string[]) =>
        json<{ findings: Found[]; dismissed: number }>('findings', dataset, '--kind', 'duplicate', ...cache, ...args);
      expect((await duplicates('--kind', 'bytes')).groups).toHaveLength(1);
      expect((await findings()).findings).toHaveLength(1);
      await dismissEverything(dataset, join(folder, 'cache'));
      for (const kind of ['bytes', 'bytes,pixels']) {
        expect((await duplicates('--kind', kind)).groups).toEqual([]);
        const { groups } = await duplicates('--kind', kind, '--dismissed');
        expect(groups.map(({ dismissed }) => dismissed)).toEqual([true]);
      }
      expect(await findings()).toMatchObject({ findings: [], dismissed: 1 });
      expect((await findings('--dismissed')).findings.map(({ state }) => state)).toEqual(['dismissed']);
      await copyFile(join(dataset, 'class-01', 'copy.jpg'), join(dataset, 'class-01', 'another.jpg'));
      expect((await duplicates('--kind', 'bytes')).groups).toHaveLength(1);
      expect((await findings()).findings).toHaveLength(1);
    }));
});

describe('duplicates --against', () => {
  it('tells copies in the reference only, and writes nothing there', () =>
    withFolder(async (folder) => {
      const { dataset, cache } = await datasetWithCopy(folder);
      const reference = join(folder, 'reference');
      await mkdir(reference);
      for (const name of ['x.jpg', 'y.jpg'])
        await copyFile(join(dataset, 'class-02', '000001.jpg'), join(reference, name));
      const before = await contents(folder);
      for (const kind of [['--kind', 'bytes'], []]) {
        const { groups } = await json<{ groups: Group[] }>(
          'duplicates',
          dataset,
          '--against',
          reference,
          ...kind,
          ...cache,
        );
        const bytes = groups.filter((group) => group.kind === 'bytes');
        expect(bytes.map(({ images }) => images)).toEqual([
          [
            { path: 'class-02/000001.jpg', keep: false },
            { path: 'x.jpg', keep: true, reference: true },
            { path: 'y.jpg', keep: true, reference: true },
          ],
        ]);
      }
      const after = await contents(folder);
      expect(Object.keys(after).filter((path) => !path.startsWith('cache/'))).toEqual(Object.keys(before));
    }));

  it('compares one class of a dataset with another of the same dataset', () =>
    withFolder(async (folder) => {
      const { dataset, cache } = await datasetWithCopy(folder);
      await copyFile(join(dataset, 'class-01', 'copy.jpg'), join(dataset, 'class-02', 'also.jpg'));
      const { groups } = await json<{ groups: Group[] }>(
        ...['duplicates', join(dataset, 'class-02'), '--kind', 'bytes'],
        ...['--against', join(dataset, 'class-01'), ...cache],
      );
      expect(groups.map(({ images }) => images.map(({ path }) => path))).toEqual([
        ['also.jpg', '000000.jpg', 'copy.jpg'],
      ]);
    }));
});

const faults = realData('cleanvision-tests.tar');

it.skipIf(!faults)('finds in real pictures the faults that they were chosen for, and no others', () =>
  withFolder(async (folder) => {
    execFileSync('tar', ['xf', faults!, '-C', folder]);
    const { findings } = await json<{ findings: Found[] }>(
      ...['findings', join(folder, 'data'), '--kind', 'quality,duplicate', '--cache', join(folder, 'cache')],
    );
    const told = findings.map(({ type, images }) => [type, ...[...images].sort()].join(' ')).sort();
    expect(told).toEqual([
      'blurry image_601.png',
      'bright image_588.png',
      'bytes image_142.png image_236.png',
      'dark image_417.png',
      'low-information image_588.png',
      'low-information image_591.png',
      'near image_103.png image_408.png',
      'odd-aspect image_604.png',
    ]);
    // Each says its value and the threshold that it passed.
    for (const { explanation, type } of findings)
      if (type !== 'bytes') expect(explanation).toMatch(/\d.* limit (is )?\d/);
  }),
);
