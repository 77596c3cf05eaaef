import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DatasetSession } from '../../../src/engine/session/datasetSession';
import { writeManyImages } from '../../fixtures/manyImages';
import { eventually } from '../../support/eventually';
import { call, openIndexed, startEngine } from '../../support/session';
import { withFolder } from '../../support/workspace';

const { signal } = call;

function open(folder: string, dataset: string): Promise<DatasetSession> {
  return openIndexed(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
}

/** A pile whose file names say what each image shows: `class-01__000003.jpg`. */
async function writePile(folder: string, images: number, classes: number): Promise<void> {
  const drawn = `${folder}-drawn`;
  await mkdir(folder, { recursive: true });
  for (const path of await writeManyImages(drawn, images, { seed: 21, classes }))
    await rename(join(drawn, path), join(folder, path.replace('/', '__')));
}

const kindOf = (session: DatasetSession, row: number): string => session.table.path(row).split('__')[0];

describe('sorting a pile that has no label yet', () => {
  it('clusters, learns from the clusters that were labelled, proposes the rest and asks about nothing twice', () =>
    withFolder(async (folder) => {
      const pile = join(folder, 'pile');
      await writePile(pile, 240, 3);
      const session = await open(folder, pile);
      await session.ranker.fit(call.signal);
      const { clusters, random, images } = await session.sorter.clusters('', 12, signal);
      expect(images).toBe(240);
      expect(random.length).toBeGreaterThan(0);
      await expect(session.sorter.proposals('', { kind: 'precision', precision: 0.9 }, signal)).rejects.toThrow(
        'Sorting needs a few labelled images of at least two classes',
      );
      const labelled = new Set<number>();
      for (const { representatives } of clusters)
        for (const row of representatives.slice(0, 4)) {
          labelled.add(row);
          await session.decisions.decide(Uint32Array.of(row), { kind: 'relabel', to: kindOf(session, row) });
        }
      await session.ranker.fit(call.signal);
      const line = { kind: 'precision', precision: 0.9 } as const;
      const proposals = await session.sorter.proposals('', line, signal);
      const { accepted, uncertain, unknown, strip, perClass } = proposals;
      const proposed = [...accepted, ...uncertain];
      expect(proposed.some((row) => labelled.has(row))).toBe(false);
      expect(new Set(proposed).size).toBe(240 - labelled.size);
      expect(unknown.every((row) => uncertain.includes(row))).toBe(true);
      expect(accepted.length).toBeGreaterThan(100);
      expect(strip.every((row) => accepted.includes(row))).toBe(true);
      expect([...perClass].reduce((sum, count) => sum + count, 0)).toBe(accepted.length);
      await session.decisions.accept(accepted, true);
      const names = session.table.classes;
      const right = [...accepted].filter((row) => {
        const { target } = session.rows(Uint32Array.of(row));
        return names[target[0]] === kindOf(session, row);
      });
      expect(right.length / accepted.length).toBeGreaterThan(0.9);
      const later = await session.sorter.proposals('', line, signal).catch(() => undefined);
      if (later) expect([...later.accepted, ...later.uncertain].some((row) => accepted.includes(row))).toBe(false);
    }));
});

describe('what was thrown out teaches', () => {
  it('lets the rest of its kind rise, and finds more like some images', () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      const drawn = join(folder, 'drawn');
      // Four kinds; the last is garbage that stands in the folders of the others.
      await mkdir(dataset);
      for (const name of ['class-01', 'class-02', 'class-03']) await mkdir(join(dataset, name));
      for (const [i, path] of (await writeManyImages(drawn, 240, { seed: 8, classes: 4 })).entries()) {
        const garbage = path.startsWith('class-04');
        const to = garbage ? `class-0${(i % 3) + 1}/garbage-${i}.jpg` : path;
        await rename(join(drawn, path), join(dataset, to));
      }
      const session = await open(folder, dataset);
      await session.ranker.fit(call.signal);
      const isGarbage = (row: number): boolean => session.table.path(row).includes('garbage');
      const garbage = [...session.shown.show('garbage', 'name').order];
      expect(garbage).toHaveLength(60);
      await session.decisions.decide(Uint32Array.from(garbage.slice(0, 5)), { kind: 'delete' });
      await eventually('new scores', () => session.shown.show('is:undecided reject:>0.3', 'reject').order.length > 0);
      const top = [...session.shown.show('is:undecided', 'reject').order.slice(0, 55)];
      expect(top.filter(isGarbage).length).toBeGreaterThan(44);

      const { suggested, histogram, found } = await session.sorter.moreLike(
        Uint32Array.from(garbage.slice(0, 3)),
        signal,
      );
      expect(histogram.reduce((sum, count) => sum + count, 0)).toBe(235);
      const like = session.shown.show(`is:undecided similarity:>=${suggested.toFixed(3)}`, 'similarity').order;
      expect(Math.abs(like.length - found)).toBeLessThan(3);
      expect(like.length).toBeGreaterThan(10);
      expect([...like].filter(isGarbage).length / like.length).toBeGreaterThan(0.8);
      const first = session.shown.show('is:undecided', 'similarity').order.slice(0, 30);
      expect([...first].filter(isGarbage).length).toBeGreaterThan(26);
    }));
});

describe('when to stop', () => {
  it('counts what was reviewed, found and is left, before and after an apply, and judges a sample', () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      await writeManyImages(dataset, 200, { seed: 9, classes: 2 });
      const moved = ['000000', '000010', '000020', '000030', '000040', '000050'];
      for (const name of moved)
        await rename(join(dataset, `class-01/${name}.jpg`), join(dataset, `class-02/${name}.jpg`));
      const session = await open(folder, dataset);
      expect((await session.review.report('')).whole).toMatchObject({
        images: 200,
        reviewed: 0,
        found: 0,
        low: 0,
        high: 200,
      });
      await session.ranker.fit(call.signal);
      const before = await session.review.report('');
      expect(before.classes.map(({ name }) => name)).toEqual(['class-01', 'class-02']);
      expect(before.whole.low).toBeLessThanOrEqual(before.whole.left);
      const worst = session.shown.show('', 'margin').order.slice(0, 20);
      const wrong = worst.filter((row) => moved.some((name) => session.table.path(row).includes(name)));
      const fine = worst.filter((row) => !wrong.includes(row));
      await session.decisions.decide(wrong, { kind: 'relabel', to: 'class-01' });
      await session.decisions.decide(fine, { kind: 'keep' });
      const { whole, classes } = await session.review.report('');
      expect(whole).toMatchObject({ images: 200, reviewed: 20, found: wrong.length });
      expect(classes[1].found).toBe(wrong.length);
      const truth = moved.length - wrong.length;
      expect(whole.low).toBeLessThanOrEqual(truth);
      expect(whole.high).toBeGreaterThanOrEqual(truth);
      expect((await session.review.report('class:class-01')).whole.images).toBe(94);

      const sample = session.review.draw('', 50);
      expect(sample.rows).toHaveLength(50);
      expect(sample.from).toBe(180);
      expect(session.review.draw('', 50)).toEqual(sample);
      expect(session.review.judge(sample.rows, sample.from)).toMatchObject({ checked: 0, upperBound: 1 });
      await session.decisions.decide(sample.rows, { kind: 'keep' });
      const checked = session.review.judge(sample.rows, sample.from);
      expect(checked).toMatchObject({ images: 50, checked: 50, errors: 0, atMost: 10 });
      expect(checked.upperBound).toBeCloseTo(0.058, 3);
      // Of the rest, whatever it is: where all were checked nothing is left to be wrong.
      expect(checked.rest).toBe(130);
      expect(session.review.judge(sample.rows, 50)).toMatchObject({ checked: 50, errors: 0, rest: 0, atMost: 0 });

      await session.changes.apply(call);
      await session.preparation.index(call);
      expect((await session.review.report('')).whole).toMatchObject({ reviewed: 70, found: wrong.length });
      await session.changes.undoApply(call);
      await session.preparation.index(call);
      expect((await session.review.report('')).whole).toMatchObject({ reviewed: 70, found: wrong.length });
    }));

  it('takes no label for looked at that a pile got by the cluster or the line, until a spot check showed it', () =>
    withFolder(async (folder) => {
      const pile = join(folder, 'pile');
      await writePile(pile, 60, 2);
      const session = await open(folder, pile);
      const rows = session.shown.show('', 'name').order;
      for (const kind of ['class-01', 'class-02'])
        await session.decisions.decide(
          rows.filter((row) => kindOf(session, row) === kind),
          { kind: 'relabel', to: kind },
        );
      expect(session.review.draw('', 20).from).toBe(0);
      expect((await session.changes.apply(call)).applied).toBe(60);
      await session.preparation.index(call);
      await session.ranker.fit(call.signal);
      expect((await session.review.report('')).whole).toMatchObject({ images: 60, reviewed: 0, found: 0 });
      const sample = session.review.draw('', 20);
      expect([sample.rows.length, sample.from]).toEqual([20, 60]);
      expect(session.review.judge(sample.rows, sample.from)).toMatchObject({ checked: 0 });
      const [wrong, ...right] = sample.rows;
      await session.decisions.decide(Uint32Array.from(right), { kind: 'keep' });
      await session.decisions.decide(Uint32Array.of(wrong), { kind: 'delete' });
      expect(session.review.judge(sample.rows, sample.from)).toMatchObject({ checked: 20, errors: 1 });
      expect((await session.review.report('')).whole).toMatchObject({ reviewed: 20, found: 1 });
      expect(session.review.draw('', 60).from).toBe(40);
    }));
});
