import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { programs } from '../../support/workspace';

const root = resolve(import.meta.dirname, '../../..');

/** The packaged extension that users install; another one where WINNOW_TEST_VSIX names it. */
export function packagedExtension(): string {
  const vsix = resolve(process.env.WINNOW_TEST_VSIX ?? join(root, 'build', 'winnow.vsix'));
  if (!existsSync(vsix)) throw new Error(`${vsix} is missing: run "node scripts/package.mjs --out build/winnow.vsix".`);
  return vsix;
}

/** The package as for Intel Macs and Alpine, for this machine: ONNX Runtime's native build is left out. */
export async function packagedWithoutNativeRuntime(folder: string): Promise<string> {
  const vsix = join(folder, 'winnow-web.vsix');
  const args = [join(root, 'scripts', 'package.mjs'), '--runtime', 'web', '--out', vsix];
  await promisify(execFile)(process.execPath, args, { cwd: root });
  return vsix;
}

/** Draws the sample dataset as a user's command line does. */
export async function drawSample(folder: string, imagesPerClass: number, seed = 1): Promise<void> {
  const args = [join(programs, 'cli.js'), 'sample', folder, '--quiet', '--seed', `${seed}`];
  await promisify(execFile)(process.execPath, [...args, '--images-per-class', `${imagesPerClass}`]);
}
