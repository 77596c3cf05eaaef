import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStagingArea, stagingPart } from '../../../src/engine/changes/files/stagingArea';
import { withFolder } from '../../support/workspace';

it('an area is removed also while a worker that was told to stop still writes into it', () =>
  withFolder(async (folder) => {
    const staging = join(folder, 'staging');
    await mkdir(staging);
    const area = await openStagingArea(staging);
    const { path } = await stagingPart(area, '0');
    let written = 0;
    const write = async (): Promise<void> => {
      for (; ; written++) await writeFile(join(path, `${written}.png`), 'a crop');
    };
    const writers = Array.from({ length: 4 }, write);
    const ended = Promise.allSettled(writers);
    while (written < 500) await new Promise((done) => setTimeout(done, 1));
    await area.dispose();
    expect(await ended).toMatchObject(writers.map(() => ({ status: 'rejected', reason: { code: 'ENOENT' } })));
    expect(await readdir(staging)).toEqual([]);
  }));
