import * as files from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { moveToNewName } from '../../../src/engine/changes/files/moveToNewName';
import { withFolder } from '../../support/workspace';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof files>();
  const refuse = (): Promise<void> => Promise.reject(Object.assign(new Error('no links here'), { code: 'EPERM' }));
  return { ...real, link: refuse };
});

it('of two that move to one name where there are no hard links, one gets it and neither file is lost', () =>
  withFolder(async (folder) => {
    const to = join(folder, 'new.png');
    const from = ['a', 'b'].map((name) => join(folder, name));
    for (const path of from) await files.writeFile(path, path);
    const placed = await Promise.all(from.map((path) => moveToNewName(path, to)));
    expect(placed.filter(Boolean)).toHaveLength(1);
    expect(await files.readFile(to, 'utf8')).toBe(from[placed.indexOf(true)]);
    expect(await files.readFile(from[placed.indexOf(false)], 'utf8')).toBe(from[placed.indexOf(false)]);
  }));
