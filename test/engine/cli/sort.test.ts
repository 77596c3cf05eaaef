import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeManyImages } from '../../fixtures/manyImages';
import { winnow } from '../../support/cli';
import { call, openDataset, startEngine } from '../../support/session';
import { contents, withFolder } from '../../support/workspace';

interface Sorted {
  readonly images: {
    readonly path: string;
    readonly class: string;
    readonly confidence: number;
    readonly state: string;
  }[];
  readonly above: number;
  readonly below: number;
  readonly unknown: number;
  readonly threshold: number;
  readonly unreadable: { readonly path: string; readonly reason: string }[];
  readonly applied?: number;
}

interface Setup {
  readonly folder: string;
  readonly dataset: string;
  readonly pile: string;
  sort(...args: string[]): Promise<Sorted>;
}

/** A dataset of three classes and a pile of more of them, whose names say what they show. */
function withPile(work: (setup: Setup) => Promise<void>): () => Promise<void> {
  return () =>
    withFolder(async (folder) => {
      const [dataset, pile, drawn] = ['set', 'pile', 'drawn'].map((name) => join(folder, name));
      await writeManyImages(dataset, 120, { seed: 31, classes: 3 });
      await mkdir(join(pile, 'deeper'), { recursive: true });
      for (const path of await writeManyImages(drawn, 90, { seed: 32, classes: 3 }))
        await rename(join(drawn, path), join(pile, 'deeper', path.replace('/', '__')));
      await writeFile(join(pile, 'deeper', 'class-01__000000.txt'), 'its caption');
      const sort = async (...args: string[]): Promise<Sorted> => {
        const cache = ['--cache', join(folder, 'cache'), '--quiet', '--json'];
        const { code, stdout, stderr } = await winnow(['sort', pile, '--into', dataset, ...args, ...cache]);
        expect(stderr).toBe('');
        expect(code).toBe(0);
        return JSON.parse(stdout) as Sorted;
      };
      await work({ folder, dataset, pile, sort });
    });
}

describe('sort', () => {
  it(
    'lists every image of the pile and touches nothing',
    withPile(async ({ dataset, pile, sort }) => {
      await writeFile(join(pile, 'broken.jpg'), 'no image');
      const before = [await contents(dataset), await contents(pile)];
      const { images, above, below, unknown, threshold, unreadable } = await sort('--precision', '0.9');
      expect(images).toHaveLength(90);
      expect(above + below + unknown).toBe(90);
      expect(unreadable.map(({ path }) => path)).toEqual(['broken.jpg']);
      expect(above).toBeGreaterThan(45);
      const accepted = images.filter(({ state }) => state === 'above');
      expect(accepted.every(({ confidence }) => confidence >= threshold)).toBe(true);
      const right = accepted.filter((image) => image.path.startsWith(`deeper/${image.class}__`));
      expect(right.length / accepted.length).toBeGreaterThan(0.9);
      expect([await contents(dataset), await contents(pile)]).toEqual(before);
      expect(await sort('--precision', '0.9')).toMatchObject({ images, above });
    }),
  );

  it(
    'moves what is above the line with its captions, and undo puts every byte back',
    withPile(async ({ folder, dataset, pile, sort }) => {
      const before = [await contents(dataset), await contents(pile)];
      const { images, above, applied } = await sort('--threshold', '0.5', '--apply');
      expect(applied).toBe(above);
      const inside = await contents(dataset);
      for (const image of images) {
        const name = image.path.replace('deeper/', '');
        const there = `${image.class}/${name}` in inside;
        expect(there).toBe(image.state === 'above');
      }
      const first = images.find(({ path }) => path.includes('class-01__000000'));
      if (first?.state === 'above') expect(inside).toHaveProperty([`${first.class}/class-01__000000.txt`]);
      expect(Object.keys(await contents(pile)).filter((path) => path.endsWith('.jpg'))).toHaveLength(90 - above);
      const undone = await winnow(['undo', dataset, '--json', '--cache', join(folder, 'cache')]);
      expect(JSON.parse(undone.stdout)).toMatchObject({ skipped: [] });
      expect([await contents(dataset), await contents(pile)]).toEqual(before);
    }),
  );

  it(
    'leaves alone what was decided of unsorted images, and learns from it',
    withPile(async ({ folder, dataset, pile }) => {
      const drawn = Object.keys(await contents(pile)).filter((path) => path.endsWith('.jpg'));
      for (const path of drawn) await rename(join(pile, path), join(dataset, path.replace('deeper/', '')));
      const engine = startEngine({ cacheFolder: join(folder, 'cache') });
      const session = await openDataset(engine, dataset);
      await session.preparation.index(call);
      const rows = session.shown.show('is:unsorted', 'name').order;
      expect(rows).toHaveLength(90);
      await session.decisions.decide(rows.subarray(0, 5), { kind: 'delete' });
      await session.decisions.decide(rows.subarray(5, 10), { kind: 'relabel', to: 'class-03' });
      const decided = [...rows.subarray(0, 10)].map((row) => session.table.path(row));
      const cache = ['--cache', join(folder, 'cache'), '--quiet', '--json'];
      const sorted = await winnow(['sort', dataset, '--into', dataset, '--threshold', '0.5', '--apply', ...cache]);
      const { images } = JSON.parse(sorted.stdout) as Sorted;
      expect(images).toHaveLength(80);
      expect(images.map(({ path }) => path)).not.toEqual(expect.arrayContaining([decided[0]]));
      for (const path of decided) expect(await contents(dataset)).toHaveProperty([path]);
      await session.outside.followDecisions();
      expect(session.summary().pending).toMatchObject({ delete: 5, relabel: 5 });
    }),
  );

  it(
    'sorts a folder of the dataset itself, and the unsorted images of the dataset',
    withPile(async ({ folder, dataset, pile }) => {
      const cache = ['--cache', join(folder, 'cache'), '--quiet', '--json'];
      const inbox = join(dataset, 'inbox');
      await rename(join(pile, 'deeper'), inbox);
      const drawn = Object.keys(await contents(inbox)).filter((path) => path.endsWith('.jpg'));
      const unsorted = drawn.slice(0, 9);
      for (const path of unsorted) await rename(join(inbox, path), join(folder, path));
      const part = await winnow(['sort', inbox, '--into', dataset, '--threshold', '0.5', '--apply', ...cache]);
      const { images, above, applied } = JSON.parse(part.stdout) as Sorted;
      expect(images).toHaveLength(drawn.length - 9);
      expect(images.every((image) => image.class !== 'inbox')).toBe(true);
      expect(applied).toBe(above);
      expect(above).toBeGreaterThan(45);
      for (const path of unsorted) await rename(join(folder, path), join(dataset, path));
      const rest = await winnow(['sort', dataset, '--into', dataset, ...cache]);
      expect((JSON.parse(rest.stdout) as Sorted).images.map(({ path }) => path).sort()).toEqual(unsorted.sort());
    }),
  );

  it(
    'says in one line what is wrong',
    withPile(async ({ folder, dataset, pile }) => {
      const cache = ['--cache', join(folder, 'cache')];
      const both = await winnow(['sort', pile, '--into', dataset, '--precision', '1', '--threshold', '1', ...cache]);
      expect(both).toMatchObject({ code: 2, stdout: '' });
      expect(both.stderr).toContain('--precision or --threshold, not both');
      const none = await winnow(['sort', pile, '--into', join(pile, 'deeper'), ...cache]);
      expect(none.code).toBe(2);
      expect(none.stderr).toMatch(/sorting needs labelled examples of at least two classes/);
      expect((await winnow(['sort', pile, ...cache])).stderr).toMatch(/into/);
      expect((await winnow(['sort', pile, '--into', dataset, '--precision', '7', ...cache])).code).toBe(2);
    }),
  );
});
