import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
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
  readonly neighbours?: readonly string[];
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

it('never proposes to remove what lies in a protected folder, with an index and without', () =>
  withFolder(async (folder) => {
    const { dataset, cache } = await datasetWithCopy(folder);
    const kept = async (kind: string): Promise<boolean[]> => {
      const { groups } = await json<{ groups: Group[] }>('duplicates', dataset, ...cache, '--kind', kind);
      return groups.flatMap(({ images }) => images.map(({ keep }) => keep));
    };
    for (const kind of ['bytes', 'bytes,pixels']) expect(await kept(kind)).toEqual([true, false]);
    const session = await openIndexed(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
    await session.findings.setSettings({ protect: ['class-01'] });
    await closeEngines();
    for (const kind of ['bytes', 'bytes,pixels']) expect(await kept(kind)).toEqual([true, true]);
    const reference = join(folder, 'reference');
    await mkdir(reference);
    for (const name of ['class-01/000000.jpg', 'class-02/000001.jpg'])
      await copyFile(join(dataset, name), join(reference, name.slice('class-01/'.length)));
    for (const kind of ['bytes', 'bytes,pixels']) {
      const args = ['duplicates', dataset, '--against', reference, ...cache, '--kind', kind];
      const { groups } = await json<{ groups: Group[] }>(...args);
      const own = groups.flatMap(({ images }) => images.filter((image) => image.reference !== true));
      expect(Object.fromEntries(own.map(({ path, keep }) => [path, keep]))).toEqual({
        'class-01/000000.jpg': true,
        'class-01/copy.jpg': true,
        'class-02/000001.jpg': false,
      });
    }
  }));

it('says which fault is so common that it is a property of the set', () =>
  withFolder(async (folder) => {
    const { dataset, cache } = await datasetWithCopy(folder);
    const icon = sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } });
    for (const name of ['x.png', 'y.png'])
      await icon
        .clone()
        .png()
        .toFile(join(dataset, 'class-02', name));
    const { stderr } = await winnow(['findings', dataset, '--kind', 'quality', ...cache]);
    expect(stderr).toContain('tiny: 2 of 13 images. So many that it is a property of the set.');
    expect(stderr).not.toContain('odd-aspect');
  }));

it('names the images that speak for the label that is suggested', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, 120, { seed: 5, classes: 2 });
    await rename(join(dataset, 'class-01', '000000.jpg'), join(dataset, 'class-02', 'moved.jpg'));
    const { findings } = await json<{ findings: Found[] }>(
      ...['findings', dataset, '--kind', 'label', '--cache', join(folder, 'cache')],
    );
    const moved = findings.find(({ images }) => images[0] === 'class-02/moved.jpg');
    expect(moved?.neighbours).toHaveLength(6);
    expect(moved?.neighbours?.every((path) => path.startsWith('class-01/'))).toBe(true);
  }));

it('lists every image of a finding', () =>
  withFolder(async (folder) => {
    const { dataset, cache } = await datasetWithCopy(folder);
    const { stdout } = await winnow(['findings', dataset, '--kind', 'duplicate', '--quiet', ...cache]);
    expect(stdout).toMatch(/^duplicate\/bytes \(1\)\. Groups of files of the same bytes\.$/m);
    expect(stdout).toMatch(/^ +class-01\/000000\.jpg +2 files$/m);
    expect(stdout).toMatch(/^ +class-01\/copy\.jpg$/m);
  }));

it('says what a kind means once, and with --top lists so many of it', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, 90, { seed: 5, classes: 3 });
    for (const name of ['000000.jpg', '000003.jpg', '000006.jpg'])
      await rename(join(dataset, 'class-01', name), join(dataset, 'class-02', `moved-${name}`));
    const cache = ['--cache', join(folder, 'cache')];
    const kind = ['findings', dataset, '--kind', 'label', '--quiet'];
    const { stdout } = await winnow([...kind, ...cache]);
    const [, count] = /^label \((\d+)\)\. Labels that are probably wrong: /m.exec(stdout) ?? [];
    expect(Number(count)).toBeGreaterThanOrEqual(3);
    expect(stdout.match(/the model takes each for another class/g)).toHaveLength(1);
    expect(stdout).toMatch(/^ {2}class-02\/moved-000000\.jpg +class-01 \d+ %, class-02 \d+ %$/m);
    const shortened = await winnow([...kind, '--top', '1', ...cache]);
    expect(shortened.stdout).toContain(`label (${count})`);
    expect(shortened.stdout).toMatch(new RegExp(`^ {2}… and ${Number(count) - 1} more \\(without --top`, 'm'));
    expect(shortened.stdout.match(/\.jpg/g)).toHaveLength(1);
  }));

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

  it('says that nothing matched, and how many were compared', () =>
    withFolder(async (folder) => {
      const { dataset, cache } = await datasetWithCopy(folder);
      const other = join(folder, 'other');
      await writeManyImages(other, 4, { seed: 77, classes: 1 });
      for (const kind of ['bytes', 'pixels']) {
        const { stdout } = await winnow(['duplicates', dataset, '--against', other, '--kind', kind, ...cache]);
        expect(stdout).toMatch(/^No copies were found: \d+ images compared with 4 there\.$/m);
      }
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
