import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine';
import type { DatasetSession } from '../../../src/engine/session/datasetSession';
import type { DatasetEvent } from '../../../src/protocol/notifications';
import { writeManyImages } from '../../fixtures/manyImages';
import { eventually } from '../../support/eventually';
import { writeTinyModel } from '../../support/tinyModel';
import { openDataset, startEngine } from '../../support/session';
import { withFolder } from '../../support/workspace';

const images = 160;

interface Setup {
  readonly engine: Engine;
  readonly session: DatasetSession;
  readonly events: DatasetEvent[];
  readonly dataset: string;
  readonly small: string;
  readonly large: string;
}

/** A dataset open under a small model, read and ranked; another model lies ready. */
function withOpenDataset(work: (setup: Setup) => Promise<void>): () => Promise<void> {
  return () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      await writeManyImages(dataset, images, { seed: 9, classes: 3 });
      const small = await writeTinyModel(join(folder, 'small'), { width: 8, seed: 1 });
      const large = await writeTinyModel(join(folder, 'large'), { width: 24, seed: 2, size: 128 });
      const events: DatasetEvent[] = [];
      const settings = { cacheFolder: join(folder, 'cache'), model: small, backend: 'cpu' } as const;
      const engine = startEngine(settings, (event) => events.push(event));
      const session = await openDataset(engine, dataset);
      await session.preparation.start();
      expect(session.summary().ranking.kind).toBe('fitted');
      await work({ engine, session, events, dataset, small, large });
    });
}

function rowsOf(session: DatasetSession): Uint32Array {
  return session.shown.show('', 'name').order;
}

function isRanked(session: DatasetSession, width: number): boolean {
  return session.summary().ranking.kind === 'fitted' && session.ranker.input().d === width;
}

it(
  'another model embeds in the background: old scores stay and are called stale, decisions go on, thumbnails stay',
  withOpenDataset(async ({ engine, session, events, large }) => {
    const rows = rowsOf(session);
    const before = session.rows(rows);
    // A mark in place of each thumbnail: whoever made them again would wipe it out.
    const cache = engine.cache();
    for (const hash of session.table.hashes)
      await cache.putImage(hash ?? '', cache.imageFacts(hash ?? '') ?? expect.fail('no facts'), Buffer.from('mark'));
    const told = events.length;
    await engine.configure({ model: large, backend: 'cpu' });
    expect(session.summary().ranking).toEqual({ kind: 'stale', because: 'model' });
    expect(session.rows(rows).confidence).toEqual(before.confidence);
    const { changes } = await session.decisions.decide(rows.slice(0, 3), { kind: 'delete' });
    expect(changes).toHaveLength(3);
    expect(session.summary().ranking).toEqual({ kind: 'stale', because: 'model' });
    await eventually('the new model takes over', () => isRanked(session, 24), 60_000);
    const after = session.rows(rows);
    expect([...after.confidence].every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(after.confidence).not.toEqual(before.confidence);
    const since = events.slice(told);
    const tasks = new Set(since.flatMap((event) => (event.kind === 'progress' ? [event.progress.task] : [])));
    expect(tasks).toContain('embed');
    expect(tasks).not.toContain('index');
    expect(since.some((event) => event.kind === 'summary' && event.summary.ranking.kind === 'stale')).toBe(true);
    expect(rows.every((row) => session.thumbnail(row)?.toString() === 'mark')).toBe(true);
    expect(session.summary().pending.delete).toBe(3);
  }),
);

it(
  'going back costs nothing: what is in the cache is not computed again, with the same scores as before',
  withOpenDataset(async ({ engine, session, small, large }) => {
    const rows = rowsOf(session);
    const before = session.rows(rows).confidence;
    await engine.configure({ model: large, backend: 'cpu' });
    await eventually('the new model takes over', () => isRanked(session, 24), 60_000);
    await engine.configure({ model: small, backend: 'cpu' });
    await eventually('the old one is back', () => isRanked(session, 8), 60_000);
    expect(session.rows(rows).confidence).toEqual(before);
    expect((await engine.embedder()).pids).toEqual([]);
  }),
);

it(
  'changing back before the other is done leaves everything as it was',
  withOpenDataset(async ({ engine, session, small, large }) => {
    const rows = rowsOf(session);
    const before = session.rows(rows).confidence;
    await engine.configure({ model: large, backend: 'cpu' });
    await engine.configure({ model: small, backend: 'cpu' });
    await eventually('ranked as before', () => isRanked(session, 8), 60_000);
    expect(session.rows(rows).confidence).toEqual(before);
  }),
);

it(
  'a model that is no good changes nothing; another backend embeds nothing again',
  withOpenDataset(async ({ engine, session, events, small, dataset }) => {
    const before = session.rows(rowsOf(session)).confidence;
    await expect(engine.configure({ model: join(dataset, 'none.json'), backend: 'cpu' })).rejects.toThrow(
      /model card .*none\.json cannot be read \(it is not there\)\. Choose another/,
    );
    const told = events.length;
    await engine.configure({ model: small, backend: 'wasm' });
    expect(session.summary().ranking.kind).toBe('fitted');
    expect(session.rows(rowsOf(session)).confidence).toEqual(before);
    expect(events.slice(told)).toEqual([]);
    expect((await engine.embedder()).backend).toBe('wasm');
  }),
);

it(
  'files that come while a model is changed are read for the new one',
  withOpenDataset(async ({ engine, session, dataset, large }) => {
    await writeManyImages(join(dataset, 'class-00', 'more'), 4, { seed: 77, classes: 1 });
    await engine.configure({ model: large, backend: 'cpu' });
    await session.outside.follow();
    await eventually(
      'all are ranked by it',
      () => isRanked(session, 24) && session.summary().images === images + 4,
      60_000,
    );
    const rows = rowsOf(session);
    expect(rows).toHaveLength(images + 4);
    expect([...session.rows(rows).confidence].some(Number.isNaN)).toBe(false);
  }),
);
