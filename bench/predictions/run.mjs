/**
 * README: node bench/predictions/run.mjs read.ts [ARGUMENTS…]
 * Bundles one benchmark of this folder with esbuild into build/bench, and runs it.
 */
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [program, ...rest] = process.argv.slice(2);
if (!program) throw new Error('usage: node bench/predictions/run.mjs read.ts [ROWS] [CLASSES]');
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outfile = here(`../../build/bench/predictions-${basename(program, '.ts')}.js`);
await build({
  entryPoints: [here(basename(program))],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20.9',
  format: 'cjs',
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [outfile, ...rest], { stdio: 'inherit' });
process.exitCode = status ?? 1;
