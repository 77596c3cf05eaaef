/**
 * README: node bench/labels/run.mjs PROGRAM.ts [ARGUMENTS…]
 * Bundles one benchmark of this folder and the fitting thread with esbuild into build/bench, and runs it.
 */
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [program, ...rest] = process.argv.slice(2);
if (!program) throw new Error('usage: node bench/labels/run.mjs rank.ts|speed.ts …');
const name = basename(program, '.ts');
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outdir = here('../../build/bench');
await build({
  entryPoints: { [name]: here(`${name}.ts`), fitThread: here('../../src/engine/model/head/fitThread.ts') },
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node20.9',
  format: 'cjs',
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [`${outdir}/${name}.js`, ...rest], { stdio: 'inherit' });
process.exitCode = status ?? 1;
