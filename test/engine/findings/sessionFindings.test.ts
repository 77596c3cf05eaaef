import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { reverseDismissals } from '../../../src/core/decisions/dismissal';
import type { FindingState } from '../../../src/core/findings/finding';
import type { Engine } from '../../../src/engine/engine';
import { compareWithFolder } from '../../../src/engine/session/findings/compare';
import type { DatasetSession } from '../../../src/engine/session/datasetSession';
import type { FindingItem, FindingRef } from '../../../src/protocol/findings';
import { Random } from '../../../src/engine/sample/random';
import { writeManyImages } from '../../fixtures/manyImages';
import { call, closeEngines, openIndexed, startEngine } from '../../support/session';
import { withFolder } from '../../support/workspace';

const { signal } = call;
const everyState: FindingState[] = ['open', 'pending', 'kept', 'dismissed'];

function start(folder: string): Engine {
  return startEngine({ cacheFolder: join(folder, 'cache') });
}

function open(folder: string, engine = start(folder), dataset = join(folder, 'set')): Promise<DatasetSession> {
  return openIndexed(engine, dataset);
}

/** A drawing by number, with enough in it to be told from others. */
async function drawing(number: number): Promise<Buffer> {
  const random = new Random(`drawing/${number}`);
  const upTo = (most: number): number => Math.round(random.next() * most);
  const shapes = Array.from(
    { length: 30 },
    () =>
      `<rect x="${upTo(220)}" y="${upTo(180)}" width="${15 + upTo(60)}" height="${10 + upTo(60)}" fill="hsl(${upTo(360)},70%,${10 + upTo(80)}%)"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="200"><rect width="240" height="200" fill="#ddd"/>${shapes.join('')}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** Twelve different pictures in two classes, and in class a: 1 also as other bytes, resized, and as it is. */
async function withCopies(folder: string): Promise<void> {
  for (const name of ['a', 'b']) await mkdir(join(folder, 'set', name), { recursive: true });
  for (let i = 0; i < 12; i++) await writeFile(join(folder, 'set', i % 2 ? 'a' : 'b', `${i}.png`), await drawing(i));
  const one = join(folder, 'set', 'a', '1.png');
  await copyFile(one, join(folder, 'set', 'a', '1-bytes.png'));
  await sharp(one)
    .png({ compressionLevel: 1 })
    .toFile(join(folder, 'set', 'a', '1-pixels.png'));
  await sharp(one)
    .resize(150)
    .jpeg({ quality: 80 })
    .toFile(join(folder, 'set', 'a', '1-near.jpg'));
}

async function listed(
  session: DatasetSession,
  kind: FindingRef['kind'],
  states: FindingState[] = ['open'],
): Promise<readonly FindingItem[]> {
  return (await session.findings.page({ kind, states }, 0, 500, signal)).findings;
}

const names = (session: DatasetSession, rows: readonly number[]): string[] =>
  rows.map((row) => session.table.path(row)).sort();
const types = (findings: readonly FindingItem[]): (string | undefined)[] => findings.map(({ type }) => type).sort();

describe('pairs of pictures that were judged', () => {
  /** What a new engine finds, and whether it judged a pair. */
  async function look(folder: string): Promise<{ groups: string[][]; judged: boolean; session: DatasetSession }> {
    const session = await open(folder);
    const keep = vi.spyOn(session.base.cache, 'putPairs');
    const found = await listed(session, 'duplicate', everyState);
    const groups = found.map(({ images }) => names(session, images));
    return { groups: groups.sort(), judged: keep.mock.calls.length > 0, session };
  }

  it('are not judged again by the next that opens the dataset, until an image is another or the threshold is', () =>
    withFolder(async (folder) => {
      await withCopies(folder);
      const first = await look(folder);
      expect(first.judged).toBe(true);
      await closeEngines();
      const second = await look(folder);
      expect(second).toMatchObject({ groups: first.groups, judged: false });
      // Another command, which counts no findings.
      expect(await second.session.findings.groups(['near'], signal)).toHaveLength(1);
      await closeEngines();

      const a = (name: string): string => join(folder, 'set', 'a', name);
      await sharp(a('3.png')).resize(150).jpeg({ quality: 80 }).toFile(a('3-near.jpg'));
      const added = await look(folder);
      expect(added.judged).toBe(true);
      expect(added.groups).toEqual([...first.groups, ['a/3-near.jpg', 'a/3.png']].sort());
      await closeEngines();

      await rm(a('1-near.jpg'));
      const removed = await look(folder);
      expect(removed.judged).toBe(false);
      expect(removed.groups.flat()).not.toContain('a/1-near.jpg');
      await closeEngines();

      await writeFile(
        a('3-near.jpg'),
        await sharp(await drawing(99))
          .jpeg()
          .toBuffer(),
      );
      const changed = await look(folder);
      expect(changed.groups.flat()).not.toContain('a/3-near.jpg');
      await sharp(a('1.png')).resize(150).jpeg({ quality: 80 }).toFile(a('1-near.jpg'));
      await changed.session.outside.follow();
      await changed.session.findings.setSettings({ thresholds: { near: 0.81 } });
      await closeEngines();

      const stricter = await look(folder);
      expect(stricter).toMatchObject({ groups: first.groups, judged: true });
    }));
});

describe('copies in an open dataset', () => {
  it('are counted by kind and shown by a query', () =>
    withFolder(async (folder) => {
      await withCopies(folder);
      const session = await open(folder);
      expect(session.shown.show('is:near', 'name').notes).toEqual(['Findings are still being looked for.']);
      const found = await listed(session, 'duplicate');
      expect(types(found)).toEqual(['bytes', 'near', 'pixels']);
      expect(session.findings.summary()).toMatchObject({ state: 'computed' });
      expect(session.findings.summary().kinds.find(({ type }) => type === 'pixels')).toMatchObject({
        open: 1,
        images: 3,
        query: 'is:pixels',
      });
      const shown = session.shown.show('is:bytes', 'name');
      expect(shown.notes).toEqual([]);
      expect(names(session, [...shown.order])).toEqual(['a/1-bytes.png', 'a/1.png']);
      expect(names(session, [...session.shown.show('is:duplicate', 'name').order])).toEqual([
        'a/1-bytes.png',
        'a/1-near.jpg',
        'a/1-pixels.png',
        'a/1.png',
      ]);
    }));

  it('stay counted and found when a report asks for other kinds alone', () =>
    withFolder(async (folder) => {
      await withCopies(folder);
      const session = await open(folder);
      await listed(session, 'duplicate');
      const before = session.findings.summary();
      await session.decisions.decide(Uint32Array.of(session.table.rowOf('b/0.png')!), { kind: 'keep' });
      for await (const { kind } of session.findings.all(['quality'], signal)) expect(kind).toBe('quality');
      expect(session.findings.summary()).toEqual(before);
      expect(session.shown.show('is:bytes', 'name').order).toHaveLength(2);
    }));

  it('are accepted all at once as one edit: ticked ones, the others when asked, decided ones never', () =>
    withFolder(async (folder) => {
      await withCopies(folder);
      const session = await open(folder);
      const near = (await listed(session, 'duplicate')).find(({ type }) => type === 'near')!;
      const receipt = await session.findings.accept({ kind: 'duplicate' }, false, signal);
      expect(receipt.changes.map(({ path, after }) => [path, after?.kind]).sort()).toEqual(
        names(session, [...session.shown.show('decision:delete', 'name').order]).map((path) => [path, 'delete']),
      );
      expect(receipt.changes).toHaveLength(2);
      expect(receipt.left).toEqual({ asked: 0, other: 0, stale: 0 });
      // The three that are the same picture are down to one; the near one is still open.
      expect(types(await listed(session, 'duplicate', ['pending']))).toEqual(['bytes', 'pixels']);
      const again = await session.findings.accept({ kind: 'duplicate' }, true, signal);
      expect(again.changes.length).toBeLessThanOrEqual(1);
      await session.decisions.edit(
        receipt.changes.map((change) => ({ ...change, before: change.after, after: change.before })),
        receipt.epoch,
      );
      expect(types(await listed(session, 'duplicate'))).toContain('bytes');
      const stale = { ...near, images: [...near.images, 0] };
      expect((await session.findings.accept({ kind: 'duplicate', findings: [stale] }, false, signal)).left.stale).toBe(
        1,
      );
    }));

  it('of images that got their label here, before and after Apply, are dropped: a label says nothing of copies', () =>
    withFolder(async (folder) => {
      await withCopies(folder);
      const session = await open(folder);
      const rowOf = (path: string): number => session.table.rowOf(path)!;
      const copies = ['1-bytes.png', '1-pixels.png', '1.png'];
      const drop = async (): Promise<string[]> => {
        const { changes } = await session.findings.accept({ kind: 'duplicate' }, false, signal);
        return changes.map(({ after }) => after!.kind);
      };
      await session.decisions.decide(
        Uint32Array.from(copies, (name) => rowOf(`a/${name}`)),
        { kind: 'relabel', to: 'b' },
      );
      expect(await drop()).toEqual(['delete', 'delete']);
      await session.decisions.decide(
        Uint32Array.from(copies, (name) => rowOf(`a/${name}`)),
        { kind: 'relabel', to: 'b' },
      );
      expect((await session.changes.apply(call)).applied).toBe(3);
      expect(types(await listed(session, 'duplicate'))).toEqual(['bytes', 'near', 'pixels']);
      expect(await drop()).toEqual(['delete', 'delete']);
      await session.decisions.decide(
        Uint32Array.from(copies, (name) => rowOf(`b/${name}`)),
        { kind: 'keep' },
      );
      expect(await drop()).toEqual([]);
    }));

  it('are not looked for any longer when it is cancelled, and looked for anew afterwards', () =>
    withFolder(async (folder) => {
      await withCopies(folder);
      const session = await open(folder);
      const controller = new AbortController();
      const asked = session.findings.page({ kind: 'duplicate', states: ['open'] }, 0, 10, controller.signal);
      setImmediate(() => controller.abort(new Error('enough')));
      await expect(asked).rejects.toThrow('enough');
      expect(types(await listed(session, 'duplicate'))).toEqual(['bytes', 'near', 'pixels']);
    }));
});

describe('Not a Problem', () => {
  const dismissAll = (session: DatasetSession) => session.findings.dismiss({ kind: 'duplicate' }, true, signal);

  it('survives a restart, an index made anew, an apply and other thresholds, and is undone like an edit', () =>
    withFolder(async (folder) => {
      await withCopies(folder);
      const first = await open(folder);
      const { dismissals, changes, epoch, label } = await dismissAll(first);
      expect([dismissals?.length, changes, label]).toEqual([3, [], 'Dismiss 3 Findings']);
      expect(first.summary().saved).toBe(false);
      expect(await listed(first, 'duplicate')).toEqual([]);
      expect(first.shown.show('is:near', 'name').order).toHaveLength(0);
      expect(first.shown.show('is:dismissed', 'name').order).toHaveLength(4);

      await first.decisions.decide(Uint32Array.of(first.table.rowOf('b/0.png')!), { kind: 'delete' });
      await first.decisions.decide(Uint32Array.of(first.table.rowOf('a/1.png')!), { kind: 'relabel', to: 'b' });
      expect((await first.changes.apply(call)).applied).toBe(2);
      await rm(join(folder, 'cache'), { recursive: true });
      const second = await open(folder, start(join(folder, 'other')));
      await second.findings.setSettings({ thresholds: { near: 0.78 } });
      const after = await listed(second, 'duplicate', everyState);
      expect(after.map(({ state }) => state)).toEqual(['dismissed', 'dismissed', 'dismissed']);

      await second.decisions.edit([], epoch, reverseDismissals(dismissals ?? []));
      expect(types(await listed(second, 'duplicate'))).toEqual(['bytes', 'near', 'pixels']);
      await second.decisions.edit([], epoch, dismissals);
      expect(await listed(second, 'duplicate')).toEqual([]);
    }));

  it('is taken back by a revert, and by saying that it is a problem again', () =>
    withFolder(async (folder) => {
      await withCopies(folder);
      const session = await open(folder);
      await dismissAll(session);
      expect(session.decisions.unsaved().dismissals).toHaveLength(3);
      await session.decisions.revert();
      expect(await listed(session, 'duplicate')).toHaveLength(3);
      await dismissAll(session);
      const [one] = await listed(session, 'duplicate', ['dismissed']);
      await session.findings.dismiss({ kind: 'duplicate', findings: [one] }, false, signal);
      expect(types(await listed(session, 'duplicate'))).toEqual([one.type]);
    }));

  it('reopens when a copy joins', () =>
    withFolder(async (folder) => {
      await withCopies(folder);
      const session = await open(folder);
      await dismissAll(session);
      await copyFile(join(folder, 'set', 'a', '1.png'), join(folder, 'set', 'a', '1-late.png'));
      await session.listing.rescan();
      await session.preparation.index(call);
      expect(types(await listed(session, 'duplicate'))).toEqual(['bytes', 'pixels']);
    }));
});

it('tells what stands around an image, and what was decided about it', () =>
  withFolder(async (folder) => {
    await withCopies(folder);
    const session = await open(folder);
    await listed(session, 'duplicate');
    const row = session.table.rowOf('a/1.png')!;
    const { findings, given, suggested } = await session.findings.imageContext(row);
    expect(findings.filter(({ kind }) => kind === 'duplicate').map(({ type }) => type)).toEqual(
      expect.arrayContaining(['bytes', 'pixels']),
    );
    expect(given).toHaveLength(6);
    expect(names(session, [given[0].row])[0]).toMatch(/^a\/1-/);
    expect(given[0].cosine).toBeCloseTo(1, 3);
    expect(given.every(({ row: other }) => session.table.path(other).startsWith('a/'))).toBe(true);
    expect(given.map(({ cosine }) => cosine)).toEqual(given.map(({ cosine }) => cosine).sort((a, b) => b - a));
    expect(suggested.every(({ row: other }) => session.table.path(other).startsWith('b/'))).toBe(true);
    expect(await session.findings.imageContext(9999)).toEqual({ findings: [], given: [], suggested: [] });

    await session.decisions.decide(Uint32Array.of(row), { kind: 'set-aside' });
    await session.decisions.decide(Uint32Array.of(row), null);
    await session.decisions.decide(Uint32Array.of(row), { kind: 'relabel', to: 'b' });
    await session.changes.apply(call);
    await session.changes.undoApply(call);
    const told = (of: DatasetSession): unknown[] =>
      of.details(of.table.rowOf('a/1.png')!).history.map(({ what, decision }) => [what, decision?.kind]);
    const story = [
      ['decided', 'set-aside'],
      ['decided', undefined],
      ['decided', 'relabel'],
      ['applied', 'relabel'],
      ['undone', 'relabel'],
    ];
    expect(told(session)).toEqual(story);
    expect(told(await open(folder))).toEqual(story);
  }));

it('remembers thresholds and explains each finding by them', () =>
  withFolder(async (folder) => {
    await writeManyImages(join(folder, 'set'), 30, { seed: 3, classes: 2, size: 48 });
    const first = await open(folder);
    expect((await listed(first, 'quality')).filter(({ type }) => type === 'tiny')).toEqual([]);
    await first.findings.setSettings({ thresholds: { tiny: 64 } });
    const second = await open(folder, start(join(folder, 'other')));
    expect(second.findings.settings.thresholds).toEqual({ tiny: 64 });
    const tiny = (await listed(second, 'quality')).filter(({ type }) => type === 'tiny');
    expect(tiny).toHaveLength(30);
    expect(tiny[0].explanation).toBe('Tiny: 48 x 48 pixels; the shorter side is below 64.');
    expect(second.findings.summary().kinds.find(({ type }) => type === 'tiny')).toMatchObject({ isProperty: true });
    const slider = (await second.findings.thresholds(signal)).find(({ key }) => key === 'tiny')!;
    expect([slider.value, slider.default, slider.bins.reduce((sum, bin) => sum + bin)]).toEqual([64, 24, 30]);
    await second.findings.setSettings({ thresholds: { tiny: null } });
    expect((await listed(second, 'quality')).filter(({ type }) => type === 'tiny')).toEqual([]);
  }));

it('never proposes a copy in a protected folder for removal, and follows the keep rule', () =>
  withFolder(async (folder) => {
    await withCopies(folder);
    const session = await open(folder);
    await session.findings.setSettings({ protect: ['a'] });
    expect((await listed(session, 'duplicate')).every(({ proposal }) => proposal === undefined)).toBe(true);
    await session.findings.setSettings({ protect: [], keepRule: ['name'] });
    const bytes = (await listed(session, 'duplicate')).find(({ type }) => type === 'bytes')!;
    expect(session.table.path(bytes.images[0])).toBe('a/1-bytes.png');
  }));

it('compares with a folder without comparing that folder with itself, and leaves it untouched', () =>
  withFolder(async (folder) => {
    await withCopies(folder);
    const reference = join(folder, 'reference');
    await mkdir(reference);
    const two = join(folder, 'set', 'b', '2.png');
    await copyFile(two, join(reference, 'same.png'));
    await copyFile(two, join(reference, 'same-again.png'));
    await sharp(join(folder, 'set', 'b', '4.png'))
      .resize(160)
      .jpeg()
      .toFile(join(reference, 'near.jpg'));
    await sharp(join(folder, 'set', 'a', '3.png'))
      .tiff({ compression: 'lzw' })
      .toFile(join(reference, 'other.tiff'));
    await writeFile(join(reference, 'alone-1.png'), await drawing(40));
    await writeFile(join(reference, 'alone-2.png'), await drawing(40));
    const engine = start(folder);
    const session = await open(folder, engine);
    const { groups } = await compareWithFolder(engine, session, reference, ['bytes', 'pixels', 'near'], call);
    const told = groups.map(({ kind, paths, reference: others }) => [kind, paths, [...others].sort()]);
    expect(told).toContainEqual(['bytes', ['b/2.png'], ['same-again.png', 'same.png']]);
    expect(told).toContainEqual(['pixels', ['a/3.png'], ['other.tiff']]);
    expect(told).toContainEqual(['near', ['b/4.png'], ['near.jpg']]);
    expect(JSON.stringify(told)).not.toContain('alone');
    expect(JSON.stringify(told)).not.toContain('1-bytes');
  }));
