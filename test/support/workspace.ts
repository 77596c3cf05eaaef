import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export { contents } from './contents';

/** The built programs; the tests run what users run. */
export const programs = resolve(import.meta.dirname, '../../dist');

/** Real images for local runs: the folder named by WINNOW_DATA, or `../shared/data` beside the checkout. */
export function realData(name: string): string | undefined {
  const folder = process.env.WINNOW_DATA ?? resolve(import.meta.dirname, '../../../shared/data');
  const path = join(folder, name);
  if (existsSync(path)) return path;
  console.warn(`SKIPPED: ${name} is not in ${folder}. Set WINNOW_DATA to run this test on real images.`);
  return undefined;
}

/** A temporary folder that is removed at the end of `work`. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'winnow-test-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
