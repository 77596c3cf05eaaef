/**
 * node bench/tags/run.mjs FOLDER OFF_FOLDER [--references 1,3,5] [--trials 10] [--seed 1]
 * Bundles tags.ts with esbuild into build/bench, and runs it on the built programs (`npm run build` first).
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outfile = here('../../build/bench/tags.js');
await build({
  entryPoints: [here('tags.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20.9',
  format: 'cjs',
  external: ['lmdb', 'sharp', 'onnxruntime-node', 'onnxruntime-web'],
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [outfile, here('../../dist'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
