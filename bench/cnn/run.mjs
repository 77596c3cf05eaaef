/**
 * README: node bench/cnn/run.mjs [IMAGES] [SIZE]
 * Bundles kernels.ts with esbuild into build/bench and runs it from the repository's root.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outfile = here('../../build/bench/kernels.js');
await build({
  entryPoints: [here('kernels.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20.9',
  format: 'cjs',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: here('../..'),
});
process.exitCode = status ?? 1;
