import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { defaultSplitOptions } from '../../../src/core/collage/splitDefaults';
import { readPreferences } from '../../../src/engine/dataset/preferences';
import { withFolder } from '../../support/workspace';

it('how collages are split, written by hand so that it makes no sense, costs none of the other preferences', () =>
  withFolder(async (folder) => {
    const read = async (collage: unknown) => {
      const kept = { version: 1, layout: 'pile', digits: [[7, 'dog']], collage };
      await writeFile(join(folder, 'preferences.json'), JSON.stringify(kept));
      return readPreferences(folder);
    };
    expect((await read(defaultSplitOptions)).collage).toEqual(defaultSplitOptions);
    for (const change of [{ sheet: 'burn' }, { target: { kind: 'folder', path: '../up' } }, { cut: null }]) {
      const { collage, layout, digits } = await read({ ...defaultSplitOptions, ...change });
      expect([collage, layout, digits.get(7)]).toEqual([undefined, 'pile', 'dog']);
    }
  }));
