import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DatasetSession } from '../../../src/engine/session/datasetSession';
import type { DatasetEvent } from '../../../src/protocol/notifications';
import { writeManyImages } from '../../fixtures/manyImages';
import { eventually } from '../../support/eventually';
import { call, closeEngines, openIndexed, startEngine } from '../../support/session';
import { withFolder } from '../../support/workspace';

const { signal } = call;
const events: DatasetEvent[] = [];

function open(folder: string): Promise<DatasetSession> {
  const engine = startEngine({ cacheFolder: join(folder, 'cache') }, (event) => events.push(event));
  return openIndexed(engine, join(folder, 'images'));
}

const told = (): number => events.filter((event) => event.kind === 'progress' && event.progress.task === 'map').length;

beforeEach(() => {
  events.length = 0;
});

describe('the map of an open dataset', () => {
  it('has a place for each image, is kept, and tells what has come since', () =>
    withFolder(async (folder) => {
      await writeManyImages(join(folder, 'images'), 90, { seed: 4, classes: 3 });
      const session = await open(folder);
      const map = await session.map.map(false, signal);
      expect(map).toMatchObject({ unplaced: 0, waiting: 0, fitted: 90 });
      expect(map.rows).toHaveLength(90);
      expect(told()).toBeGreaterThan(1);
      const facts = session.map.facts(map.rows);
      expect(new Set(facts.given)).toEqual(new Set([0, 1, 2]));
      expect(facts.predicted).toEqual(new Int32Array(90).fill(-1));
      await closeEngines();
      events.length = 0;

      // Opened again: nothing is laid out.
      const again = await open(folder);
      expect(await again.map.map(false, signal)).toEqual(map);
      expect(told()).toBe(0);
      await rm(join(folder, 'images', again.table.path(0)));
      await writeManyImages(join(folder, 'images', 'more'), 4, { seed: 5, classes: 1 });
      await again.listing.rescan();
      expect(await again.map.map(false, signal)).toMatchObject({ unplaced: 0, waiting: 4 });
      await again.preparation.index(call);
      const stale = await again.map.map(false, signal);
      expect(stale.unplaced).toBe(4);
      const renewed = await again.map.map(true, signal);
      expect(renewed.unplaced).toBe(0);
      expect(renewed.rows.length).toBe(stale.rows.length + 4);
    }));

  it('is cancelled by whoever asked, or by name, and can be asked for again', () =>
    withFolder(async (folder) => {
      await writeManyImages(join(folder, 'images'), 60, { seed: 4, classes: 3 });
      const session = await open(folder);
      const controller = new AbortController();
      const asked = session.map.map(false, controller.signal);
      controller.abort(new Error('Enough.'));
      await expect(asked).rejects.toThrow('Enough.');
      events.length = 0;
      const other = session.map.map(false, signal);
      const joined = session.map.map(false, signal);
      await eventually('the layout to begin', async () => told() > 0);
      session.map.cancel();
      await expect(other).rejects.toThrow('The map was cancelled.');
      await expect(joined).rejects.toThrow('The map was cancelled.');
      expect((await session.map.map(false, signal)).rows).toHaveLength(60);
    }));

  it('is empty for no image and a point for one', () =>
    withFolder(async (folder) => {
      await writeManyImages(join(folder, 'images'), 1, { seed: 4, classes: 1 });
      const session = await open(folder);
      const map = await session.map.map(false, signal);
      expect([map.x[0], map.y[0]]).toEqual([0.5, 0.5]);
      await rm(join(folder, 'images', session.table.path(0)));
      await session.listing.rescan();
      expect((await session.map.map(true, signal)).rows).toHaveLength(0);
    }));
});
