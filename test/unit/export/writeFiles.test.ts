import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CopyJob } from '../../../src/engine/export/copyJob';
import type { PlannedImage } from '../../../src/engine/export/planFiles';
import { readCopy, type CopyManifest } from '../../../src/engine/export/copyManifest';
import { recoverAside, Stage } from '../../../src/engine/export/stage';
import { writeFiles } from '../../../src/engine/export/writeFiles';
import { copySettings } from '../../../src/protocol/cleanCopy';
import { contents, withFolder } from '../../support/workspace';

it.each([
  ['drawn anew', { size: 16 }],
  ['taken as it is', {}],
])('of an image that cannot be %s nothing is in the copy, its caption neither', (_how, given) =>
  withFolder(async (folder) => {
    const root = join(folder, 'set');
    await mkdir(root);
    await writeFile(join(root, 'a.png'), 'another picture by now');
    await writeFile(join(root, 'a.txt'), 'a caption');
    const { size } = await stat(join(root, 'a.png'));
    const settings = copySettings.parse(given);
    const image = {
      ...{
        path: 'a.png',
        target: 'cat/a.png',
        label: 'cat',
        row: 0,
        hash: 'as indexed',
        width: 1,
        height: 1,
        key: 'k',
      },
      companions: [{ source: 'a.txt', target: 'cat/a.txt', stamp: 's' }],
      ...('size' in given && { render: {} }),
    } as unknown as PlannedImage;
    const place = { out: join(folder, 'copy'), staging: join(folder, 'staging'), aside: join(folder, 'aside') };
    const stage = await Stage.open(place, 'plan');
    const job: CopyJob = {
      parts: {
        root,
        limits: {} as CopyJob['parts']['limits'],
        fileOf: () => ({ path: 'a.png', size, modifiedMs: 0 }) as ReturnType<CopyJob['parts']['fileOf']>,
        render: () => Promise.resolve({ ok: false, kind: 'unreadable', reason: 'It is no picture.' }),
      },
      ...{ stage, settings, images: [image], lanes: 1, groupOf: () => 'g', step: () => undefined },
      signal: new AbortController().signal,
    };
    const { records, failed } = await writeFiles(job);
    expect(records).toEqual([]);
    expect(failed).toMatchObject([{ path: 'a.png' }]);
    await stage.publish();
    expect(await contents(place.out)).toEqual({});
  }),
);

it('an earlier copy into which somebody put a file stays as it is, and so does what was left of one', () =>
  withFolder(async (folder) => {
    const place = { out: join(folder, 'copy'), staging: join(folder, 'staging'), aside: join(folder, 'aside') };
    const manifest: CopyManifest = {
      ...{ winnowCleanCopy: 1, madeBy: 'a test', created: '2026-01-01', dataset: 'set', plan: 'p', seed: 1 },
      ...{ settings: copySettings.parse({}), classes: [], images: 0, bytes: 0, subsets: {}, leftOut: {} },
      ...{ failed: [], shards: [] },
    };
    await mkdir(place.out);
    await writeFile(join(place.out, 'manifest.json'), JSON.stringify(manifest));
    await writeFile(join(place.out, 'manifest.jsonl'), '');
    const earlier = (await readCopy(place.out))!;
    const stage = await Stage.open({ ...place, earlier }, 'plan');
    await writeFile(await stage.clear('new.jpg'), 'new');
    await writeFile(join(place.out, 'notes.txt'), 'mine');
    const before = await contents(place.out);
    await expect(stage.publish()).rejects.toThrow(`${place.out} holds what is not of the copy: notes.txt`);
    expect(await contents(place.out)).toEqual(before);
    await rename(place.out, place.aside);
    await mkdir(place.out);
    await expect(recoverAside(place)).rejects.toThrow(/aside holds .*notes\.txt/);
    expect(await contents(place.aside)).toEqual(before);
    await rm(join(place.aside, 'notes.txt'));
    await recoverAside(place);
    expect(existsSync(place.aside)).toBe(false);
    await rm(place.out, { recursive: true });
    await stage.publish();
    expect(Object.keys(await contents(place.out))).toEqual(['new.jpg']);
  }));
