import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CopyJob } from '../../../src/engine/export/copyJob';
import type { PlannedImage } from '../../../src/engine/export/planFiles';
import { Stage } from '../../../src/engine/export/stage';
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
