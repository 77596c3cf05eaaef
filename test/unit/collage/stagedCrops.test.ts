import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/core/collage/sheetSettings';
import { openStagingArea } from '../../../src/engine/changes/files/stagingArea';
import type { CollageSplitter, CutResult } from '../../../src/engine/collage/collageSplitter';
import { CropFolder } from '../../../src/engine/collage/writeCrops';
import { stageCrops } from '../../../src/engine/session/applying/stageCrops';
import { call } from '../../support/session';
import { withFolder } from '../../support/workspace';

const box = { x: 0, y: 0, width: 10, height: 10 };
const full = 'The crops cannot be written: the disk is full.';

/** Cuts as on a disk that fills up: some crops are there, then it fails. */
async function cutFile(_sheet: object, _boxes: object, folder: string): Promise<CutResult> {
  await writeFile(join(folder, '1.png'), 'a crop');
  return { ok: false, kind: 'failed', reason: full };
}
const splitter = { cutFile } as unknown as CollageSplitter;

it('what was cut of a sheet that fails takes no room from what else is to be done', () =>
  withFolder(async (folder) => {
    const staging = join(folder, 'staging');
    await mkdir(staging);
    const area = await openStagingArea(staging);
    const decision = {
      kind: 'split',
      parts: [box, box],
      settings: DEFAULT_SETTINGS,
      cut: { padding: 0, square: false, background: 'keep' },
      target: { kind: 'beside' },
      sheet: 'trash',
    } as const;
    const sheets = [{ path: 'a.png', hash: 'a', decision }];
    const { crops, skipped } = await stageCrops({ splitter, root: folder, area, lanes: 2 }, sheets, call);
    expect([crops.size, skipped]).toEqual([0, [{ path: 'a.png', reason: `Not split: ${full}` }]]);
    expect(await readdir(area.path)).toEqual(['owner.json']);

    const out = await CropFolder.open(join(folder, 'out'));
    const sheet = { path: join(folder, 'a.png'), hash: 'a' };
    expect(await out.write(splitter, sheet, [box, box], out.turn('a.png'), call.signal)).toMatchObject({
      reason: full,
    });
    expect((await readdir(out.path, { recursive: true })).filter((name) => name.endsWith('.png'))).toEqual([]);
    await out.close();
    expect(await readdir(out.path)).toEqual([]);
  }));
