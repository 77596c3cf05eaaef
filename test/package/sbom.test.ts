import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { shippedPackages } from '../../scripts/packaging/shipped.mjs';
import { withFolder } from '../support/workspace';

const root = resolve(import.meta.dirname, '../..');

interface Component {
  readonly type: string;
  readonly name: string;
  readonly version?: string;
}

it('the bill of materials names every shipped package and the model', async () => {
  await withFolder(async (folder) => {
    const file = join(folder, 'sbom.json');
    await promisify(execFile)(process.execPath, ['scripts/sbom.mjs', file], { cwd: root });
    const bom = JSON.parse(await readFile(file, 'utf8')) as { bomFormat: string; components: Component[] };
    expect(bom.bomFormat).toBe('CycloneDX');
    const named = new Set(bom.components.map(({ name, version }) => `${name} ${version}`));
    const missing = (await shippedPackages()).filter(({ name, version }) => !named.has(`${name} ${version}`));
    expect(missing).toEqual([]);
    expect(bom.components.filter(({ type }) => type === 'machine-learning-model')).toHaveLength(1);
  });
});
