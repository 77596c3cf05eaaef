import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { programs } from '../../support/workspace';

/** The packaged extension that users install. */
export function packagedExtension(): string {
  const vsix = resolve(import.meta.dirname, '../../../build/winnow.vsix');
  if (!existsSync(vsix)) throw new Error(`${vsix} is missing: run "node scripts/package.mjs --out build/winnow.vsix".`);
  return vsix;
}

/** Draws the sample dataset as a user's command line does. */
export async function drawSample(folder: string, imagesPerClass: number, seed = 1): Promise<void> {
  const args = [join(programs, 'cli.js'), 'sample', folder, '--quiet', '--seed', `${seed}`];
  await promisify(execFile)(process.execPath, [...args, '--images-per-class', `${imagesPerClass}`]);
}
