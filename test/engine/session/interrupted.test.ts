import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeManyImages } from '../../fixtures/manyImages';
import type { ApplyOutcome } from '../../../src/protocol/dataset';
import { decisionCounts } from '../../support/decisionCounts';
import { startEngineProcess, type EngineProcess } from '../../support/engineProcess';
import { eventually } from '../../support/eventually';
import { contents, withFolder } from '../../support/workspace';

const images = 300;

function start(folder: string): EngineProcess {
  return startEngineProcess({ cacheFolder: join(folder, 'cache') });
}

/** Decides to delete 250 images and to relabel 30, and is killed in the middle of applying that. */
async function killedInApply(folder: string, dataset: string): Promise<void> {
  const killed = start(folder);
  const id = await killed.openRead(dataset);
  const { order } = await killed.ask('view', { dataset: id, query: '', sort: 'name' });
  await killed.ask('decide', { dataset: id, rows: order.slice(0, 250), decision: { kind: 'delete' } });
  const toFirst = { kind: 'relabel', to: 'class-01' } as const;
  await killed.ask('decide', { dataset: id, rows: order.slice(250, 280), decision: toFirst });
  await expect(killed.killDuring('apply', killed.ask('applyChanges', { dataset: id }))).rejects.toThrow();
}

it('after an apply was killed half-way, its decisions are as done as its files, and undo takes back both', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, images, { seed: 8, classes: 3 });
    const before = await contents(dataset);
    await killedInApply(folder, dataset);
    const engine = start(folder);
    const again = await engine.openRead(dataset);
    const moved = images - Object.keys(await contents(dataset)).length;
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(250);
    const { pending, canUndoApply } = await engine.ask('summary', { dataset: again });
    expect(pending).toEqual(decisionCounts({ relabel: 30, delete: 250 - moved }));
    expect(canUndoApply).toBe(true);
    expect((await engine.ask('undoLastApply', { dataset: again })).undone).toBe(moved);
    expect(await contents(dataset)).toEqual(before);
    const { pending: all } = await engine.ask('summary', { dataset: again });
    expect(all).toEqual(decisionCounts({ relabel: 30, delete: 250 }));
  }));

/** An engine that had the dataset open before another one decided in it and was killed half-way through its apply. */
async function besideKilled(folder: string, dataset: string): Promise<{ engine: EngineProcess; id: string }> {
  const engine = start(folder);
  const id = await engine.openRead(dataset);
  await killedInApply(folder, dataset);
  return { engine, id };
}

it('who has the dataset open undoes at once what another process was killed in: files and decisions', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, images, { seed: 8, classes: 3 });
    const before = await contents(dataset);
    const { engine, id } = await besideKilled(folder, dataset);
    const { undone } = await engine.ask('undoLastApply', { dataset: id });
    expect(undone).toBeGreaterThan(0);
    expect(await contents(dataset)).toEqual(before);
    const { pending } = await engine.ask('summary', { dataset: id });
    expect(pending).toEqual(decisionCounts({ relabel: 30, delete: 250 }));
  }));

it('who has the dataset open goes on at once with what another process was killed in, and both are undone', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, images, { seed: 8, classes: 3 });
    const before = await contents(dataset);
    const { engine, id } = await besideKilled(folder, dataset);
    const { applied } = await engine.ask('applyChanges', { dataset: id });
    expect(applied).toBeLessThan(280);
    expect(Object.keys(await contents(dataset))).toHaveLength(images - 250);
    const { pending } = await engine.ask('summary', { dataset: id });
    expect(pending).toEqual(decisionCounts({ keep: 30 }));
    expect((await engine.ask('undoLastApply', { dataset: id })).undone).toBe(applied);
    expect((await engine.ask('undoLastApply', { dataset: id })).undone).toBe(280 - applied);
    expect(await contents(dataset)).toEqual(before);
    const { pending: all } = await engine.ask('summary', { dataset: id });
    expect(all).toEqual(decisionCounts({ relabel: 30, delete: 250 }));
  }));

const others: readonly {
  readonly name: string;
  readonly isUndone: boolean;
  readonly ask: (engine: EngineProcess, dataset: string) => Promise<unknown>;
}[] = [
  {
    name: 'puts files of the trash back',
    isUndone: true,
    ask: (engine, dataset) => engine.ask('restoreFromTrash', { dataset, files: [] }),
  },
  {
    name: 'removes empty folders',
    isUndone: true,
    ask: (engine, dataset) => engine.ask('removeEmptyFolders', { dataset, folders: ['none'] }),
  },
  {
    name: 'empties the trash',
    isUndone: false,
    ask: (engine, dataset) => engine.ask('emptyTrash', { dataset }),
  },
  {
    name: 'looks at the files again',
    isUndone: true,
    ask: (engine, dataset) => engine.ask('follow', { dataset, what: 'all' }),
  },
];

it.each(others)('who $name takes in the decisions that another process was killed in', ({ ask, isUndone }) =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, images, { seed: 8, classes: 3 });
    const { engine, id } = await besideKilled(folder, dataset);
    await ask(engine, id);
    const moved = images - Object.keys(await contents(dataset)).length;
    const left = decisionCounts({ relabel: 30, delete: 250 - moved });
    const pending = async () => (await engine.ask('summary', { dataset: id })).pending;
    await expect.poll(pending, { timeout: 20_000 }).toEqual(left);
    expect(engine.events.some((event) => event.kind === 'message' && /was recovered/.test(event.message.text))).toBe(
      true,
    );
    if (!isUndone) return;
    expect((await engine.ask('undoLastApply', { dataset: id })).undone).toBe(moved);
    expect(await pending()).toEqual(decisionCounts({ relabel: 30, delete: 250 }));
  }),
);

/** Decides as above, and begins to apply that: resolves as soon as files move. */
async function inApply(
  engine: EngineProcess,
  dataset: string,
): Promise<{ id: string; applying: Promise<ApplyOutcome> }> {
  const id = await engine.openRead(dataset);
  const { order } = await engine.ask('view', { dataset: id, query: '', sort: 'name' });
  await engine.ask('decide', { dataset: id, rows: order.slice(0, 250), decision: { kind: 'delete' } });
  const toFirst = { kind: 'relabel', to: 'class-01' } as const;
  await engine.ask('decide', { dataset: id, rows: order.slice(250, 280), decision: toFirst });
  const applying = engine.ask('applyChanges', { dataset: id });
  await eventually('files that move', () =>
    engine.events.some((event) => event.kind === 'progress' && event.progress.task === 'apply'),
  );
  return { id, applying };
}

it('a dataset that is closed in the middle of an apply, and opened anew, has its decisions as done as its files', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, images, { seed: 8, classes: 3 });
    const before = await contents(dataset);
    const engine = start(folder);
    const { id, applying } = await inApply(engine, dataset);
    const closing = engine.ask('close', { dataset: id, mayReturn: false });
    const {
      images: left,
      pending,
      canUndoApply,
    } = await engine.askEngine('open', { folder: dataset, readOnly: false });
    expect(left).toBe(images - 250);
    expect(pending).toEqual(decisionCounts({ keep: 30 }));
    expect(canUndoApply).toBe(true);
    await closing;
    expect((await applying).applied).toBe(280);
    expect((await engine.ask('undoLastApply', { dataset: id })).undone).toBe(280);
    expect(await contents(dataset)).toEqual(before);
  }));

it('an engine that is ended in the middle of an apply stops it, and leaves nothing to recover', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, images, { seed: 8, classes: 3 });
    const ended = start(folder);
    const { applying } = await inApply(ended, dataset);
    await Promise.all([ended.stop(), expect(applying).rejects.toThrow()]);
    const engine = start(folder);
    const again = await engine.openRead(dataset);
    const moved = images - Object.keys(await contents(dataset)).length;
    const { pending } = await engine.ask('summary', { dataset: again });
    expect(moved).toBeLessThan(250);
    expect(pending).toEqual(decisionCounts({ relabel: 30, delete: 250 - moved }));
    expect(engine.events.filter(({ kind }) => kind === 'message')).toEqual([]);
  }));
