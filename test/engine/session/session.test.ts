import { copyFile, cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DatasetSession } from '../../../src/engine/session/datasetSession';
import type { DatasetEvent } from '../../../src/protocol/notifications';
import type { EditReceipt } from '../../../src/protocol/requests';
import { writeManyImages } from '../../fixtures/manyImages';
import { call, openDataset, startEngine } from '../../support/session';
import { eventually } from '../../support/eventually';
import { contents, withFolder } from '../../support/workspace';

describe('indexing', () => {
  it('reads every file once, and none at the second run', () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      await writeManyImages(dataset, 60, { seed: 1, classes: 3 });
      const first = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
      expect(await first.preparation.index(call)).toBe(60);
      expect(first.inventory()).toMatchObject({ images: 60, unreadable: [], skipped: [], layout: 'classes' });
      const again = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
      expect(await again.preparation.index(call)).toBe(0);
      expect(again.inventory()).toEqual(first.inventory());
    }));

  it('decodes nothing of a dataset that the cache knows from another place, and each of its copies once', () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      const paths = await writeManyImages(dataset, 60, { seed: 1, classes: 3 });
      for (const path of paths.slice(0, 20))
        for (const copy of [1, 2, 3]) await copyFile(join(dataset, path), join(dataset, `${path}-${copy}.jpg`));
      const cacheFolder = join(folder, 'cache');
      const first = await openDataset(startEngine({ cacheFolder }), dataset);
      // Copies are found by their size, so some that differ may be asked for their hash as well: none is decoded twice.
      expect(await first.preparation.index(call)).toBe(60);
      expect(first.inventory()).toMatchObject({ images: 120, unreadable: [] });
      const elsewhere = join(folder, 'elsewhere');
      await cp(dataset, elsewhere, { recursive: true });
      await writeFile(
        join(elsewhere, 'class-01', 'broken.jpg'),
        (await readFile(join(dataset, paths[0]))).subarray(0, 200),
      );
      const again = await openDataset(startEngine({ cacheFolder }), elsewhere);
      expect(await again.preparation.index(call)).toBe(1);
      expect(again.inventory()).toMatchObject({ images: 120, unreadable: [{ path: 'class-01/broken.jpg' }] });
    }));

  it('decodes each content once where others have as many bytes', () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      for (const path of await writeManyImages(dataset, 40, { seed: 1, classes: 2 })) {
        const image = await readFile(join(dataset, path));
        const padded = Buffer.concat([image, Buffer.alloc(8192 - image.length)]);
        for (const copy of ['', '-1.jpg', '-2.jpg', '-3.jpg', '-4.jpg'])
          await writeFile(join(dataset, `${path}${copy}`), padded);
      }
      const session = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
      expect(await session.preparation.index(call)).toBe(40);
      expect(session.inventory()).toMatchObject({ images: 200, unreadable: [] });
    }));

  it('replaces a reader that is killed, says so, and loses nothing', () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      await writeManyImages(dataset, 120, { seed: 2, classes: 3 });
      const events: DatasetEvent[] = [];
      const engine = startEngine({ cacheFolder: join(folder, 'cache') }, (event) => events.push(event));
      const session = await openDataset(engine, dataset);
      let killed = false;
      const kill = (): void => {
        const [pid] = engine.readers.pids;
        if (killed || pid === undefined) return;
        killed = true;
        process.kill(pid, 'SIGKILL');
      };
      await session.preparation.index({ ...call, report: ({ done }) => done > 0 && kill() });
      expect(killed).toBe(true);
      expect(session.inventory()).toMatchObject({ images: 120, unreadable: [] });
      const said = events.flatMap((event) => (event.kind === 'message' ? [event.message.text] : []));
      expect(said.join('\n')).toMatch(/image reader was replaced: it was stopped by SIGKILL/);
    }));

  it('goes on where a cancelled run stopped', () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      await writeManyImages(dataset, 150, { seed: 3, classes: 2 });
      const engine = startEngine({ cacheFolder: join(folder, 'cache') });
      const session = await openDataset(engine, dataset);
      const controller = new AbortController();
      const stopped = session.preparation.index({
        signal: controller.signal,
        report: ({ done }) => done > 5 && controller.abort(new Error('enough')),
      });
      await expect(stopped).rejects.toThrow('enough');
      const rest = await session.preparation.index(call);
      expect(rest).toBeGreaterThan(0);
      expect(rest).toBeLessThan(150);
      expect(session.inventory().images).toBe(150);
    }));

  it('lists what is unreadable with the reason, and throws it out', () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      await writeManyImages(dataset, 10, { seed: 4, classes: 2 });
      await writeFile(join(dataset, 'broken.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]));
      const session = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
      await session.preparation.index(call);
      const { unreadable, images } = session.inventory();
      expect(images).toBe(10);
      expect(unreadable.map(({ path }) => path)).toEqual(['broken.jpg']);
      expect(unreadable[0].reason.length).toBeGreaterThan(10);
      await session.decisions.decide(session.shown.show('is:unreadable', 'name').order, { kind: 'delete' });
      expect((await session.changes.apply(call)).applied).toBe(1);
      expect(Object.keys(await contents(dataset))).not.toContain('broken.jpg');
      await session.changes.undoApply(call);
      expect(Object.keys(await contents(dataset))).toContain('broken.jpg');
    }));

  it('throws out what was seen to be no image by its first bytes, and says why where it cannot', () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      await writeManyImages(dataset, 10, { seed: 4, classes: 2 });
      const files = { 'page.jpg': '<!doctype html><p>Not Found', 'empty.png': '', 'gone.jpg': 'a pointer' };
      for (const [name, text] of Object.entries(files)) await writeFile(join(dataset, name), text);
      const session = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
      await session.preparation.index(call);
      await rm(join(dataset, 'gone.jpg'));
      const rowOf = (name: string): Uint32Array =>
        session.shown.show('is:unreadable', 'name').order.filter((row) => session.table.path(row) === name);
      expect((await session.decisions.decide(rowOf('page.jpg'), { kind: 'delete' })).changes).toHaveLength(1);
      expect((await session.decisions.decide(rowOf('empty.png'), { kind: 'delete' })).changes).toHaveLength(1);
      await expect(session.decisions.decide(rowOf('gone.jpg'), { kind: 'delete' })).rejects.toThrow(
        /Nothing can be decided of gone.jpg: It is not an image/,
      );
      expect(await session.changes.apply(call)).toMatchObject({ applied: 2, skipped: [] });
      expect(Object.keys(await contents(dataset))).not.toContain('page.jpg');
      expect(Object.keys(await contents(dataset))).not.toContain('empty.png');
    }));

  it('says of every copy of a damaged image that it is one', () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      const [first] = await writeManyImages(dataset, 10, { seed: 4, classes: 2 });
      const whole = await readFile(join(dataset, first));
      const damaged = whole.subarray(0, Math.floor(whole.length * 0.7));
      for (let copy = 0; copy < 70; copy++) await writeFile(join(dataset, `damaged-${copy}.jpg`), damaged);
      const session = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
      await session.preparation.index(call);
      const { unreadable, images } = session.inventory();
      expect(images).toBe(10);
      expect(unreadable).toHaveLength(70);
      expect(session.table.status).not.toContain('waiting');
    }));
});

describe('decisions', () => {
  async function prepared(folder: string): Promise<{ session: DatasetSession; dataset: string; cache: string }> {
    const dataset = join(folder, 'set');
    const cache = join(folder, 'cache');
    await writeManyImages(dataset, 30, { seed: 5, classes: 3 });
    const session = await openDataset(startEngine({ cacheFolder: cache }), dataset);
    await session.preparation.index(call);
    return { session, dataset, cache };
  }

  it('touches no file before apply, moves them at apply, and puts every byte back at undo', () =>
    withFolder(async (folder) => {
      const { session, dataset } = await prepared(folder);
      const before = await contents(dataset);
      const [a, b, c, d] = session.shown.show('', 'name').order;
      const target = session.table.classes.find((name) => name !== session.table.className(session.table.given[a]))!;
      await session.decisions.decide(Uint32Array.of(a), { kind: 'relabel', to: target });
      await session.decisions.decide(Uint32Array.of(b), { kind: 'delete' });
      await session.decisions.decide(Uint32Array.of(c), { kind: 'set-aside' });
      await session.decisions.decide(Uint32Array.of(d), { kind: 'keep' });
      expect(await contents(dataset)).toEqual(before);
      expect((await session.changes.planPreview()).total).toBe(3);
      const path = session.table.path(a);
      expect(await session.changes.apply(call)).toMatchObject({ applied: 3, skipped: [], cancelled: false });
      const after = await contents(dataset);
      expect(Object.keys(after)).toHaveLength(28);
      expect(after[`${target}/${path.split('/').pop()!}`]).toBe(before[path]);
      expect(session.summary()).toMatchObject({
        pending: { relabel: 0, delete: 0, 'set-aside': 0, keep: 2 },
        canUndoApply: true,
      });
      expect(await session.changes.undoApply(call)).toMatchObject({ undone: 3, skipped: [] });
      expect(await contents(dataset)).toEqual(before);
      expect(session.summary().pending).toMatchObject({ relabel: 1, delete: 1, 'set-aside': 1, keep: 1 });
    }));

  it('relabel, apply, undo the edit, apply: the original tree', () =>
    withFolder(async (folder) => {
      const { session, dataset } = await prepared(folder);
      const before = await contents(dataset);
      const [a, b] = session.shown.show('', 'name').order;
      const target = session.table.classes.find((name) => name !== session.table.className(session.table.given[a]))!;
      const relabel = await session.decisions.decide(Uint32Array.of(a), { kind: 'relabel', to: target });
      const remove = await session.decisions.decide(Uint32Array.of(b), { kind: 'delete' });
      await session.changes.apply(call);
      await session.preparation.index(call);
      expect(await contents(dataset)).not.toEqual(before);
      const takeBack = ({ changes, epoch }: EditReceipt): Promise<unknown> =>
        session.decisions.edit(
          changes.map((change) => ({ ...change, before: change.after, after: change.before })),
          epoch,
        );
      await takeBack(remove);
      // A restore alone is no apply: there is nothing to name for an undo, which would be that of the apply before.
      const restored = await session.changes.apply(call);
      expect([restored.applied, restored.journal]).toEqual([1, undefined]);
      await takeBack(relabel);
      expect((await session.changes.apply(call)).journal).toEqual(expect.any(String));
      expect(await contents(dataset)).toEqual(before);
    }));

  it('undoes the apply that is named, whatever was applied since', () =>
    withFolder(async (folder) => {
      const { session, dataset } = await prepared(folder);
      const before = await contents(dataset);
      const [a, b] = session.shown.show('', 'name').order;
      const [first, second] = [a, b].map((row) => session.table.path(row));
      await session.decisions.decide(Uint32Array.of(a), { kind: 'delete' });
      const { journal } = await session.changes.apply(call);
      await session.decisions.decide(Uint32Array.of(session.table.rowOf(second)!), { kind: 'delete' });
      await session.changes.apply(call);
      expect(await session.changes.undoApply(call, journal)).toMatchObject({ undone: 1, skipped: [] });
      const { [second]: _gone, ...rest } = before;
      expect(await contents(dataset)).toEqual(rest);
      expect(await session.changes.undoApply(call, journal)).toMatchObject({ undone: 0, skipped: [] });
      expect(Object.keys(await contents(dataset))).toContain(first);
    }));

  it('undoes what another window has just applied, and its decisions are pending again', () =>
    withFolder(async (folder) => {
      const { session, dataset, cache } = await prepared(folder);
      const before = await contents(dataset);
      const other = await openDataset(startEngine({ cacheFolder: cache }), dataset);
      await other.preparation.index(call);
      const [a, ...more] = session.shown.show('class:class-01', 'name').order;
      await session.decisions.decide(Uint32Array.of(a), { kind: 'delete' });
      await session.decisions.decide(Uint32Array.from(more), { kind: 'relabel', to: 'class-02' });
      expect((await session.changes.apply(call)).applied).toBe(more.length + 1);
      expect((await other.changes.undoApply(call)).undone).toBe(more.length + 1);
      expect(await contents(dataset)).toEqual(before);
      expect(other.summary().pending).toMatchObject({ delete: 1, relabel: more.length, keep: 0 });
    }));

  it('keeps marks over a restart of everything', () =>
    withFolder(async (folder) => {
      const { session, dataset, cache } = await prepared(folder);
      const [a] = session.shown.show('', 'name').order;
      await session.decisions.decide(Uint32Array.of(a), { kind: 'delete' });
      const fresh = await openDataset(startEngine({ cacheFolder: cache }), dataset);
      await fresh.preparation.index(call);
      expect(fresh.summary()).toMatchObject({ pending: { delete: 1 }, saved: false });
      expect(fresh.shown.show('decision:delete', 'name').order).toHaveLength(1);
      await fresh.decisions.revert();
      expect(fresh.summary()).toMatchObject({ pending: { delete: 0 }, saved: true });
    }));

  it('lets two windows decide on one dataset', () =>
    withFolder(async (folder) => {
      const { session, dataset, cache } = await prepared(folder);
      const other = await openDataset(startEngine({ cacheFolder: cache }), dataset);
      await other.preparation.index(call);
      const [a, b, c] = session.shown.show('', 'name').order;
      await session.decisions.decide(Uint32Array.of(a), { kind: 'keep' });
      await other.decisions.decide(Uint32Array.of(b), { kind: 'delete' });
      await session.decisions.decide(Uint32Array.of(c), { kind: 'set-aside' });
      expect(session.summary().pending).toMatchObject({ keep: 1, delete: 1, 'set-aside': 1 });
      await other.decisions.revert();
      await session.outside.followDecisions();
      expect(session.summary().pending).toMatchObject({ keep: 1, delete: 0, 'set-aside': 1 });
      expect((await session.changes.apply(call)).applied).toBe(1);
    }));

  it('keeps what is decided while an apply runs', () =>
    withFolder(async (folder) => {
      const { session } = await prepared(folder);
      const rows = session.shown.show('class:class-01', 'name').order;
      await session.decisions.decide(rows, { kind: 'relabel', to: 'class-02' });
      let meanwhile: Promise<unknown> | undefined;
      const report = (): void => {
        meanwhile ??= session.decisions.decide(rows.slice(0, 1), { kind: 'delete' });
      };
      expect((await session.changes.apply({ ...call, report })).applied).toBe(rows.length);
      await meanwhile;
      expect(session.summary().pending).toMatchObject({ relabel: 0, delete: 1 });
      const [deleted] = session.shown.show('decision:delete', 'name').order;
      expect(session.table.path(deleted)).toMatch(/^class-02\//);
    }));

  it('keeps what was decided after an apply when that is undone', () =>
    withFolder(async (folder) => {
      const { session } = await prepared(folder);
      const rows = session.shown.show('class:class-01', 'name').order;
      const paths = Array.from(rows, (row) => session.table.path(row));
      await session.decisions.decide(rows, { kind: 'relabel', to: 'class-02' });
      await session.changes.apply(call);
      await session.preparation.index(call);
      const rowOf = (path: string): number => session.table.rowOf(path.replace('class-01', 'class-02'))!;
      await session.decisions.decide(Uint32Array.of(rowOf(paths[0])), { kind: 'delete' });
      await session.decisions.decide(Uint32Array.of(rowOf(paths[1])), { kind: 'relabel', to: 'class-01' });
      await session.changes.undoApply(call);
      expect(session.summary().pending).toMatchObject({ relabel: rows.length - 2, delete: 1, keep: 0 });
      const [deleted] = session.shown.show('decision:delete', 'name').order;
      expect(session.table.path(deleted)).toBe(paths[0]);
    }));

  it('applies what stands decided, also where another window has just decided', () =>
    withFolder(async (folder) => {
      const { session, dataset, cache } = await prepared(folder);
      const other = await openDataset(startEngine({ cacheFolder: cache }), dataset);
      await other.preparation.index(call);
      const [a, b] = session.shown.show('', 'name').order;
      await session.decisions.decide(Uint32Array.of(a, b), { kind: 'delete' });
      await other.outside.followDecisions();
      await other.decisions.decide(Uint32Array.of(a), null);
      expect((await session.changes.planPreview()).operations).toHaveLength(1);
      expect((await session.changes.apply(call)).applied).toBe(1);
      expect(other.summary().canUndoApply).toBe(false);
      await other.outside.follow();
      expect(other.summary()).toMatchObject({ canUndoApply: true, pending: { delete: 0 } });
    }));

  it('keeps the digits that another window pinned', () =>
    withFolder(async (folder) => {
      const { session, dataset, cache } = await prepared(folder);
      const other = await openDataset(startEngine({ cacheFolder: cache }), dataset);
      await other.preparation.index(call);
      await session.preferences.pin(7, 'class-02');
      const [a] = other.shown.show('', 'name').order;
      await other.decisions.decide(Uint32Array.of(a), { kind: 'keep' });
      expect(other.preferences.digits.get(7)).toBe('class-02');
      const last = await openDataset(startEngine({ cacheFolder: cache }), dataset);
      expect(last.preferences.digits.get(7)).toBe('class-02');
    }));

  it('skips a file that changed since it was decided on, and says so', () =>
    withFolder(async (folder) => {
      const { session, dataset } = await prepared(folder);
      const [a, b] = session.shown.show('', 'name').order;
      await session.decisions.decide(Uint32Array.of(a, b), { kind: 'delete' });
      await writeFile(join(dataset, session.table.path(a)), 'something else');
      const { applied, skipped } = await session.changes.apply(call);
      expect(applied).toBe(1);
      expect(skipped).toHaveLength(1);
      expect(skipped[0].path).toBe(session.table.path(a));
    }));

  it('follows a decided image that was moved outside to its new place', () =>
    withFolder(async (folder) => {
      const { session, dataset } = await prepared(folder);
      const [a] = session.shown.show('', 'name').order;
      const path = session.table.path(a);
      await session.decisions.decide(Uint32Array.of(a), { kind: 'delete' });
      await rename(join(dataset, path), join(dataset, 'moved.jpg'));
      await session.listing.rescan();
      await session.preparation.index(call);
      expect(session.shown.show('decision:delete', 'name').order).toHaveLength(1);
      expect((await session.changes.apply(call)).applied).toBe(1);
      expect(Object.keys(await contents(dataset))).not.toContain('moved.jpg');
    }));
});

it('opens a folder that vanishes with a clear message', () =>
  withFolder(async (folder) => {
    const gone = join(folder, 'gone');
    await rm(gone, { force: true });
    await expect(openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), gone)).rejects.toThrow(/gone/);
  }));

it('records decisions that come faster than the state folder is made', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, 12, { seed: 6, classes: 2 });
    const session = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
    await session.preparation.index(call);
    const rows = session.shown.show('', 'name').order.slice(0, 6);
    await Promise.all(Array.from(rows, (row) => session.decisions.decide(Uint32Array.of(row), { kind: 'delete' })));
    expect(session.summary().pending.delete).toBe(6);
    const again = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
    expect(again.summary().pending.delete).toBe(6);
  }));

it('remembers all that is settled at once', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, 4, { seed: 9, classes: 2 });
    const session = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
    await Promise.all([session.preferences.saveQuery('is:near', true), session.preferences.pin(7, 'class-02')]);
    const again = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
    expect(again.summary().savedQueries).toEqual(['is:near']);
    expect(again.preferences.digits.get(7)).toBe('class-02');
  }));

it('keeps the queries that two windows save, and forgets one where another was saved since', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, 4, { seed: 9, classes: 2 });
    const one = await openDataset(startEngine({ cacheFolder: join(folder, 'one') }), dataset);
    await one.preferences.saveQuery('is:near', true);
    const other = await openDataset(startEngine({ cacheFolder: join(folder, 'other') }), dataset);
    await one.preferences.saveQuery('is:copy', true);
    await other.preferences.saveQuery('is:unsorted', true);
    expect(other.summary().savedQueries).toEqual(['is:near', 'is:copy', 'is:unsorted']);
    await one.preferences.saveQuery('is:near', false);
    await one.preferences.saveQuery('is:copy', true);
    expect(one.summary().savedQueries).toEqual(['is:unsorted', 'is:copy']);
  }));

it('closes a dataset once as often as it was opened', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, 4, { seed: 7, classes: 2 });
    const engine = startEngine({ cacheFolder: join(folder, 'cache') });
    const session = await openDataset(engine, dataset);
    expect(await openDataset(engine, dataset)).toBe(session);
    await engine.close(session.id);
    expect(engine.session(session.id)).toBe(session);
    await engine.close(session.id);
    expect(() => engine.session(session.id)).toThrow(/not open/);
  }));

it('keeps a dataset for who opens it again, with what came meanwhile', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, 12, { seed: 7, classes: 2 });
    const engine = startEngine({ cacheFolder: join(folder, 'cache') });
    const session = await openDataset(engine, dataset);
    await session.preparation.start();
    await engine.close(session.id, true);
    const [first] = session.shown.show('', 'name').order;
    await copyFile(session.file(first), join(dataset, 'class-01', 'new.jpg'));
    expect(await openDataset(engine, dataset)).toBe(session);
    await session.preparation.resume();
    await eventually('the new image', () => session.summary().images === 13);
    await session.preparation.settled();
    await engine.close(session.id, true);
    // In another way it is another session.
    const looking = await engine.open(dataset, { ...call, readOnly: true, note: () => undefined });
    expect(looking).not.toBe(session);
    await engine.close(session.id);
    expect(() => engine.session(session.id)).toThrow(/not open/);
  }));

it('leaves a dataset alone that is opened again while another one is ended in its favour', () =>
  withFolder(async (folder) => {
    const engine = startEngine({ cacheFolder: join(folder, 'cache') });
    const [first, again, last] = await Promise.all(
      ['first', 'again', 'last'].map(async (name, seed) => {
        await writeManyImages(join(folder, name), 4, { seed, classes: 2 });
        return openDataset(engine, join(folder, name));
      }),
    );
    await engine.close(first.id, true);
    const closing = engine.close(again.id, true);
    expect(await openDataset(engine, join(folder, 'again'))).toBe(again);
    await closing;
    expect(() => engine.session(first.id)).toThrow(/not open/);
    await engine.close(last.id, true);
    expect(engine.session(again.id)).toBe(again);
  }));

it('says when the folder goes, and when it is back', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, 4, { seed: 8, classes: 2 });
    const said: string[] = [];
    const engine = startEngine({ cacheFolder: join(folder, 'cache') }, (event) => {
      if (event.kind === 'message') said.push(event.message.text);
    });
    const session = await openDataset(engine, dataset);
    await rename(dataset, `${dataset}-away`);
    await session.outside.follow();
    await session.outside.follow();
    await rename(`${dataset}-away`, dataset);
    await session.outside.follow();
    expect(said).toEqual([
      expect.stringContaining(`${dataset} is no longer there.`),
      expect.stringContaining(`${dataset} is back.`),
    ]);
  }));

it('remembers digits, layout and queries with the dataset', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, 9, { seed: 9, classes: 3 });
    const session = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
    await session.preferences.pin(3, 'class-01');
    await session.preferences.chooseLayout('pile');
    await session.preferences.saveQuery('is:suspicious', true);
    const again = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
    expect(again.summary()).toMatchObject({ unsorted: 9, classes: [], savedQueries: ['is:suspicious'] });
    await again.preferences.chooseLayout(undefined);
    const last = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
    expect(last.summary().classes.map(({ name, digit }) => [name, digit])).toEqual([
      ['class-01', 3],
      ['class-02', 2],
      ['class-03', 1],
    ]);
    await expect(last.preferences.pin(1, 'no such class')).rejects.toThrow(/no class no such class/);
    // Who was open meanwhile writes what it settles, not what it knew of the rest.
    await session.preferences.saveQuery('is:unsorted', true);
    const anew = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
    expect(anew.summary()).toMatchObject({ unsorted: 0, savedQueries: ['is:suspicious', 'is:unsorted'] });
  }));

it('records a decision on an image that was not read yet', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, 12, { seed: 11, classes: 2 });
    const session = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
    const rows = Uint32Array.of(3, 7);
    const first = session.decisions.decide(rows, { kind: 'delete' });
    const second = session.decisions.decide(Uint32Array.of(7), { kind: 'set-aside' });
    expect((await first).changes).toHaveLength(2);
    expect((await second).changes).toHaveLength(1);
    expect(session.summary().pending).toMatchObject({ delete: 1, 'set-aside': 1 });
    expect(await session.preparation.index(call)).toBe(10);
  }));

it('says of a label in the files how likely it is, whatever was decided since', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, 60, { seed: 5, classes: 2 });
    const [wrong] = await readdir(join(dataset, 'class-01'));
    await rename(join(dataset, 'class-01', wrong), join(dataset, 'class-02', `wrong-${wrong}`));
    const session = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
    await session.preparation.index(call);
    await session.ranker.fit(call.signal);
    const [row] = session.shown.show(`name:wrong-${wrong}`, 'name').order;
    const shares = (): number[] =>
      [...session.details(row).why[0].matchAll(/\(([\d.]+) %\)/g)].map(([, text]) => Number(text));
    expect(shares()).toHaveLength(2);
    await session.decisions.decide(Uint32Array.of(row), { kind: 'relabel', to: 'class-01' });
    await session.ranker.fit(call.signal);
    const [predicted, given] = shares();
    expect(session.details(row).why[0]).toMatch(/takes it for class-01 .*, not for class-02/);
    expect(predicted + given).toBeGreaterThan(99);
    expect(predicted + given).toBeLessThan(101);
    expect(session.details(row).why.join(' ')).not.toMatch(/it may be right as it is/);
  }));

it('learns from what another window decides', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, 60, { seed: 5, classes: 2 });
    const [own, other] = await Promise.all(
      ['one', 'two'].map(async () => {
        const session = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
        await session.preparation.index(call);
        await session.ranker.fit(call.signal);
        return session;
      }),
    );
    const rows = own.shown.show('class:class-01', 'name').order.slice(0, 10);
    const shares = (): number[] => [...rows].map((row) => own.ranker.scores?.confidence[row] ?? NaN);
    const before = shares();
    await other.decisions.decide(rows, { kind: 'relabel', to: 'class-02' });
    await own.outside.followDecisions();
    expect(own.summary().pending.relabel).toBe(10);
    await own.ranker.settled();
    expect(shares()).not.toEqual(before);
  }));
