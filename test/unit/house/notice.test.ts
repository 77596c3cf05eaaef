import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { noticeText } from '../../../scripts/packaging/notice.mjs';
import { shippedPackages, unwelcomeLicences } from '../../../scripts/packaging/shipped.mjs';

/** Bundles everything to see what is shipped. */
const patienceMs = 120_000;

const root = resolve(import.meta.dirname, '../../..');

it(
  'NOTICE names what is shipped: after a change of dependencies, run "npm run notice"',
  async () => {
    expect(await noticeText()).toBe(readFileSync(join(root, 'NOTICE'), 'utf8'));
  },
  patienceMs,
);

it(
  'every shipped package stands under a licence of the list',
  async () => {
    const packages = await shippedPackages();
    expect(packages.length).toBeGreaterThan(40);
    expect(unwelcomeLicences(packages)).toEqual([]);
    const foreign = { name: 'x', version: '1.0.0', folder: '' };
    expect(unwelcomeLicences([{ ...foreign, licence: 'GPL-3.0-only' }])).toEqual(['x 1.0.0: GPL-3.0-only']);
    expect(unwelcomeLicences([{ ...foreign, licence: 'LGPL-3.0-or-later' }])).toHaveLength(1);
    expect(unwelcomeLicences([{ ...foreign, licence: '(MIT OR GPL-3.0-only)' }])).toEqual([]);
  },
  patienceMs,
);
