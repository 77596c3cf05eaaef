import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/core/collage/sheetSettings';
import type { SplitDecision } from '../../../src/core/collage/splitDecision';
import { thisProcess } from '../../../src/engine/changes/recovery/processIdentity';
import type { Engine } from '../../../src/engine/engine';
import type { DatasetSession } from '../../../src/engine/session/datasetSession';
import { cells, Drawing } from '../../unit/collage/drawSheet';
import { call, openIndexed, startEngine } from '../../support/session';
import { contents, withFolder } from '../../support/workspace';

const boxes = cells(3, 2, 40, 24);

async function writeSheet(path: string, ink: readonly [number, number, number] = [20, 25, 30]): Promise<void> {
  const drawing = new Drawing(216, 152);
  for (const box of boxes) drawing.symbol(box, ink);
  const { data, width, height, channels } = drawing;
  await sharp(data, { raw: { width, height, channels } }).png().toFile(path);
}

function split(change: Partial<SplitDecision> = {}): SplitDecision {
  return {
    kind: 'split',
    parts: boxes,
    settings: DEFAULT_SETTINGS,
    cut: { padding: 2, square: false, background: 'keep' },
    target: { kind: 'beside' },
    sheet: 'keep',
    ...change,
  };
}

interface Scene {
  readonly session: DatasetSession;
  readonly engine: Engine;
  readonly root: string;
  /** Row of the sheet. */
  readonly row: number;
  readonly reopen: () => Promise<DatasetSession>;
  readonly state: () => Promise<string>;
}

function withSheet(work: (scene: Scene) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    const root = join(folder, 'pile');
    const cacheFolder = join(folder, 'cache');
    await mkdir(root);
    await writeSheet(join(root, 'sheet.png'));
    const start = async (): Promise<{ engine: Engine; session: DatasetSession }> => {
      const engine = startEngine({ cacheFolder });
      return { engine, session: await openIndexed(engine, root, { layout: 'pile' }) };
    };
    const { engine, session } = await start();
    const row = session.table.rowOf('sheet.png');
    if (row === undefined) throw new Error('The sheet is not listed');
    const state = async (): Promise<string> => {
      const [name] = (await readdir(join(folder, '.winnow'))).filter((entry) => entry.startsWith('pile'));
      return join(folder, '.winnow', name);
    };
    await work({ session, engine, root, row, state, reopen: async () => (await start()).session });
  });
}

async function images(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true });
  return entries.filter((entry) => entry.endsWith('.png')).sort();
}

describe('applying a split', () => {
  it('writes the crops with their padding, keeps the sheet, and is undone as one', () =>
    withSheet(async ({ session, root, row, state }) => {
      await writeFile(join(root, 'sheet_2.png'), await readFile(join(root, 'sheet.png')));
      await session.listing.rescan();
      await session.decisions.decide(Uint32Array.of(row), split());
      expect(session.summary().pending.split).toBe(1);
      const preview = await session.changes.planPreview();
      expect(preview.operations.map(({ to }) => to)).toEqual([1, 3, 4, 5, 6, 7].map((number) => `sheet_${number}.png`));
      const before = await contents(root);
      const outcome = await session.changes.apply(call);
      expect(outcome).toMatchObject({ applied: 6, skipped: [], cancelled: false });
      expect(await images(root)).toHaveLength(8);
      const { width, height } = await sharp(join(root, 'sheet_1.png')).metadata();
      expect([width, height]).toEqual([44, 44]);
      expect(session.summary()).toMatchObject({ unsorted: 8, pending: { split: 0 } });
      expect(await readdir(join(await state(), 'staging'))).toEqual([]);
      expect(await session.changes.undoApply(call)).toMatchObject({ undone: 6, skipped: [] });
      expect(await contents(root)).toEqual(before);
      expect(session.summary().pending.split).toBe(1);
    }));

  it('trashes the sheet only with its crops, and undo brings it back', () =>
    withSheet(async ({ session, root, row, reopen }) => {
      const before = await contents(root);
      await session.decisions.decide(
        Uint32Array.of(row),
        split({ sheet: 'trash', target: { kind: 'class', label: 'symbol' } }),
      );
      expect(await session.changes.apply(call)).toMatchObject({ applied: 7, skipped: [] });
      expect(await images(root)).toEqual([1, 2, 3, 4, 5, 6].map((number) => `symbol/sheet_${number}.png`));
      await session.close();
      const again = await reopen();
      await again.changes.undoApply(call);
      expect(await contents(root)).toEqual(before);
      expect(again.summary().pending.split).toBe(1);
    }));

  it('undoing the decision after the apply deletes the crops and restores the sheet', () =>
    withSheet(async ({ session, root, row }) => {
      const before = await contents(root);
      const receipt = await session.decisions.decide(Uint32Array.of(row), split({ sheet: 'set-aside' }));
      await session.changes.apply(call);
      await session.decisions.edit(
        receipt.changes.map((change) => ({ ...change, before: change.after, after: change.before })),
        receipt.epoch,
      );
      expect(session.summary().pending).toMatchObject({ delete: 6, restore: 1 });
      await session.changes.apply(call);
      expect(await contents(root)).toEqual(before);
    }));
});

describe('a split that cannot be carried out', () => {
  it('leaves everything as it is when the sheet changed since the boxes were drawn', () =>
    withSheet(async ({ session, root, row, state }) => {
      await session.decisions.decide(Uint32Array.of(row), split({ sheet: 'trash' }));
      const other = await sharp(join(root, 'sheet.png')).negate().png().toBuffer();
      await writeFile(join(root, 'sheet.png'), other);
      const outcome = await session.changes.apply(call);
      expect(outcome.applied).toBe(0);
      expect(outcome.skipped).toHaveLength(1);
      expect(outcome.skipped[0].reason).toMatch(/changed since/);
      expect(await images(root)).toEqual(['sheet.png']);
      expect(await readdir(join(await state(), 'staging'))).toEqual([]);
    }));

  it('says that a box lies beside the sheet, and keeps the sheet', () =>
    withSheet(async ({ session, root, row }) => {
      const beside = { x: 5000, y: 0, width: 10, height: 10 };
      await session.decisions.decide(Uint32Array.of(row), split({ sheet: 'trash', parts: [...boxes, beside] }));
      const outcome = await session.changes.apply(call);
      expect(outcome.skipped[0]).toMatchObject({ path: 'sheet.png' });
      expect(await images(root)).toEqual(['sheet.png']);
      expect(session.summary().pending.split).toBe(1);
    }));

  it('into a folder that no disk takes, or a link that leads in a circle, keeps nothing else from being applied', () =>
    withSheet(async ({ session, root, row }) => {
      await writeSheet(join(root, 'other.png'), [90, 20, 20]);
      await symlink('round', join(root, 'round'));
      await session.listing.rescan();
      await session.preparation.index(call);
      const other = session.table.rowOf('other.png')!;
      for (const path of ['é'.repeat(200), 'round']) {
        await session.decisions.decide(Uint32Array.of(row), split({ target: { kind: 'folder', path } }));
        expect((await session.changes.planPreview()).skipped).toMatchObject([{ path: 'sheet.png' }]);
      }
      await session.decisions.decide(Uint32Array.of(other), { kind: 'delete' });
      const { applied, skipped } = await session.changes.apply(call);
      expect({ applied, skipped }).toMatchObject({ applied: 1, skipped: [{ path: 'sheet.png' }] });
      expect(await images(root)).toEqual(['sheet.png']);
    }));

  it('removes what a killed process left in the staging folder, and nothing of a living one', () =>
    withSheet(async ({ session, row, state }) => {
      await session.decisions.decide(Uint32Array.of(row), split());
      const staging = join(await state(), 'staging');
      const owners = { 'new-dead': 999_999_999, 'new-mine': process.pid };
      for (const [name, pid] of Object.entries(owners)) {
        await mkdir(join(staging, name), { recursive: true });
        await writeFile(join(staging, name, 'owner.json'), JSON.stringify({ ...(await thisProcess()), pid }));
      }
      await session.changes.apply(call);
      expect(await readdir(staging)).toEqual(['new-mine']);
      expect(dirname(staging)).toBe(await state());
    }));
});

describe('where crops came from', () => {
  it('is known of every crop, wherever it and its sheet are now, also in the next session', () =>
    withSheet(async ({ session, row, reopen }) => {
      await session.decisions.decide(Uint32Array.of(row), split({ sheet: 'set-aside' }));
      await session.changes.apply(call);
      await session.preparation.index(call);
      const third = session.table.rowOf('sheet_3.png')!;
      await session.decisions.decide(Uint32Array.of(third), { kind: 'relabel', to: 'glyph' });
      await session.changes.apply(call);
      await session.close();
      const again = await reopen();
      const moved = again.table.rowOf('glyph/sheet_3.png')!;
      const source = await again.collages.source(moved);
      // The crops of a sheet of equal symbols have the same bytes: the place tells them apart.
      expect(source).toMatchObject({ path: 'sheet.png', place: 'set-aside', part: 3, box: boxes[2], width: 216 });
      expect(await again.reading.rendition(source?.file ?? '', 256, call.signal)).toBeDefined();
      await again.changes.undoApply(call);
      await again.changes.undoApply(call);
      await again.preparation.index(call);
      expect(await again.collages.source(again.table.rowOf('sheet.png')!)).toBeNull();
    }));

  it('a split is told as decided also where its options cannot be remembered, and that is said', () =>
    withSheet(async ({ session, row }) => {
      vi.spyOn(session.base.state, 'prefer').mockRejectedValue(new Error('The disk is full.'));
      const said = vi.spyOn(session.events, 'error');
      const cut = { padding: 7, square: true, background: 'keep' } as const;
      const { changes } = await session.decisions.decide(Uint32Array.of(row), split({ cut }));
      expect(changes.map(({ path, after }) => [path, after?.kind])).toEqual([['sheet.png', 'split']]);
      expect(said).toHaveBeenCalledWith(expect.objectContaining({ message: 'The disk is full.' }));
    }));

  it('is told as a part of the apply, and cancelled with it: nothing is written, and it is pending as before', () =>
    withSheet(async ({ session, root, row }) => {
      await session.decisions.decide(Uint32Array.of(row), split());
      const tasks = new Set<string>();
      const report = ({ task }: { readonly task: string }) => {
        tasks.add(task);
        session.changes.cancel();
      };
      expect(await session.changes.apply({ ...call, report })).toMatchObject({ applied: 0, cancelled: true });
      expect([...tasks]).toEqual(['apply']);
      expect(await readdir(root)).toEqual(['sheet.png']);
      expect((await session.collages.sheet(row)).decision?.parts).toHaveLength(6);
      expect(await session.changes.apply(call)).toMatchObject({ applied: 6, cancelled: false });
    }));

  it('a sheet that stays is told as decided no longer once its crops are there', () =>
    withSheet(async ({ session, row }) => {
      await session.decisions.decide(Uint32Array.of(row), split());
      const told = vi.spyOn(session.events, 'tell');
      await session.changes.apply(call);
      expect(told).toHaveBeenCalledWith({ kind: 'rows', rows: 'all', what: 'decisions' });
      expect((await session.collages.sheet(row)).decision).toBeUndefined();
    }));

  it('a sheet that was split is left out of the next batch, by its content', () =>
    withSheet(async ({ session, root, row }) => {
      await writeSheet(join(root, 'other.png'), [90, 20, 20]);
      await session.listing.rescan();
      await session.preparation.index(call);
      const all = session.collages.rowsOf(['']);
      const found = await session.findSheets(all, DEFAULT_SETTINGS, call);
      expect([...found.parts]).toEqual([6, 6]);
      expect((await session.decisions.decideSheets(all, split())).changes).toHaveLength(2);
      await session.decisions.decide(Uint32Array.of(session.table.rowOf('other.png')!), null);
      await session.changes.apply(call);
      await writeFile(join(root, 'scraped again.png'), await readFile(join(root, 'sheet.png')));
      await session.listing.rescan();
      await session.preparation.index(call);
      const sheets = ['sheet.png', 'other.png', 'scraped again.png'];
      const again = await session.findSheets(session.collages.rowsOf(sheets), DEFAULT_SETTINGS, call);
      expect(again).toMatchObject({ splitBefore: 2, failed: [], cancelled: false });
      // What the first batch found is still known, but not proposed a second time.
      expect((await session.decisions.decideSheets(all, split())).changes.map(({ path }) => path)).toEqual([
        'other.png',
      ]);
      expect([...again.rows]).toEqual([session.table.rowOf('other.png')]);
      expect((await session.collages.sheet(row)).crops).toBe(6);
    }));

  it('many at once leave what a person decided of a sheet as it is', () =>
    withSheet(async ({ session, root, row }) => {
      await writeSheet(join(root, 'other.png'), [90, 20, 20]);
      await session.listing.rescan();
      await session.preparation.index(call);
      const all = session.collages.rowsOf(['']);
      await session.findSheets(all, DEFAULT_SETTINGS, call);
      await session.decisions.decide(Uint32Array.of(row), split({ parts: boxes.slice(0, 2) }));
      const { changes } = await session.decisions.decideSheets(all, split());
      expect(changes.map(({ path }) => path)).toEqual(['other.png']);
      expect((await session.collages.sheet(row)).decision?.parts).toHaveLength(2);
    }));

  it('remembers how the last sheet was split', () =>
    withSheet(async ({ session, row, reopen }) => {
      const target = { kind: 'class', label: 'glyph' } as const;
      await session.decisions.decide(Uint32Array.of(row), split({ target, sheet: 'trash' }));
      await session.close();
      const again = await reopen();
      const { options, decision } = await again.collages.sheet(again.table.rowOf('sheet.png')!);
      expect(options).toMatchObject({ target, sheet: 'trash' });
      expect(decision?.parts).toHaveLength(6);
    }));

  it('says what cannot be looked at: a blank sheet has no box, noise and a text file cost nothing', () =>
    withSheet(async ({ session, root }) => {
      const white = { width: 300, height: 200, channels: 3, background: '#fff' } as const;
      await sharp({ create: white }).png().toFile(join(root, 'blank.png'));
      await sharp({ create: { width: 1, height: 1, channels: 3, background: '#123' } })
        .png()
        .toFile(join(root, 'dot.png'));
      await writeFile(join(root, 'broken.png'), 'no picture at all');
      await session.listing.rescan();
      await session.preparation.index(call);
      const rows = Uint32Array.from(['blank.png', 'dot.png', 'broken.png'], (name) => session.table.rowOf(name)!);
      const found = await session.findSheets(rows, DEFAULT_SETTINGS, call);
      expect([...found.isCollage]).toEqual([0, 0]);
      expect(found.failed).toMatchObject([{ path: 'broken.png' }]);
      await expect(session.collages.boxes(rows[2], DEFAULT_SETTINGS, call.signal)).rejects.toThrow();
      expect((await session.collages.boxes(rows[0], DEFAULT_SETTINGS, call.signal)).boxes).toHaveLength(0);
    }));
});
