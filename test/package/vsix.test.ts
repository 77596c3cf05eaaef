import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { faultsOf, readPackage } from '../../scripts/packaging/inspect.mjs';
import { presentTarget, targets } from '../../scripts/packaging/targets.mjs';
import { withFolder } from '../support/workspace';

const root = resolve(import.meta.dirname, '../..');
const present = presentTarget() ?? 'linux-x64';
const built = join(root, 'build', 'winnow.vsix');

/** Runs the packager; what it prints. */
async function pack(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/package.mjs', ...args], { cwd: root });
  return stdout;
}

describe('the package of this machine', () => {
  it('holds what it needs, for this machine', async () => {
    expect(await faultsOf(built, targets[present])).toEqual([]);
  });

  it('has no second copy of a native module, and none in the extension host', async () => {
    const natives = (await readPackage(built)).filter(({ machine }) => machine).map(({ path }) => path);
    const foreign = Object.values(targets).find(({ platform, arch }) => `${platform}-${arch}` !== present);
    expect(natives.length).toBeGreaterThanOrEqual(4);
    expect(natives.every((path) => path.startsWith('dist/node_modules/'))).toBe(true);
    expect(await faultsOf(built, foreign!)).toContainEqual(expect.stringMatching(/was built for/));
  });

  it('has no ONNX Runtime of its own in the WebAssembly variant', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'web.vsix');
      await pack('--runtime', 'web', '--out', file);
      expect(await faultsOf(file, { ...targets[present], runtime: 'web' })).toEqual([]);
      expect(await faultsOf(built, { ...targets[present], runtime: 'web' })).toContainEqual(
        expect.stringMatching(/no native build/),
      );
    });
  });
});

describe.concurrent('the packages of other machines', () => {
  for (const name of Object.keys(targets).filter((target) => target !== present))
    it(name, async ({ expect, skip }) => {
      await withFolder(async (folder) => {
        const file = join(folder, `${name}.vsix`);
        const said = await pack('--target', name, '--out', file, '--allow-missing');
        if (!existsSync(file)) {
          console.warn(`SKIPPED: ${said.trim().split('\n').at(-1)}`);
          skip('its prebuilt parts could not be fetched');
        }
        expect(await faultsOf(file, targets[name])).toEqual([]);
        expect(said).toContain('the largest in it');
      });
    });
});
