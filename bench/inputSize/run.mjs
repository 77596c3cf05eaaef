/**
 * README: node bench/inputSize/run.mjs [--weights] [FOLDER…]
 * Probe accuracy against images/s at
 * 64, 96 and 128 px, on the folders given (a folder per class) or on dogs-cats and the Caltech classes of WINNOW_DATA.
 * With --weights, at 96 px, the same with the weights rounded as an fp16 or int8 file would hold them.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, repository } from '../support/runProgram.mjs';

const outdir = await bundle(import.meta.url, 'inputSize');
const weights = process.argv.includes('--weights');
const folders = process.argv.slice(2).filter((word) => word !== '--weights');
const unpacked = await mkdtemp(join(tmpdir(), 'winnow-input-'));
try {
  const data = process.env.WINNOW_DATA;
  if (folders.length === 0 && data)
    for (const [archive, inside] of [
      ['dogs-cats.tar', 'Train_Data'],
      ['caltech-subset.tar', 'labelled'],
    ]) {
      if (!existsSync(join(data, archive))) continue;
      spawnSync('tar', ['xf', join(data, archive), '-C', unpacked], { stdio: 'inherit' });
      folders.push(join(unpacked, inside));
    }
  if (folders.length === 0) throw new Error('Name a folder per class, or set WINNOW_DATA.');
  const args = [join(outdir, 'inputSize.js'), join(repository, 'dist'), weights ? 'weights' : 'sizes', ...folders];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  await rm(unpacked, { recursive: true, force: true });
}
