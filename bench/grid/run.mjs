/**
 * npm run bench:grid -- [--images 100000] [--distinct 2000] [--seconds 30] [--latency 150 --rate 1000] [--json]
 *
 * How the grid feels: draws a dataset, indexes it, opens it in a real VS Code in a browser and measures, warm; with
 * --latency (ms of a round trip) and --rate (kB/s) over a slow line. Needs the
 * packaged extension (`npm run package -- --out build/winnow.vsix`), Chromium, and nothing else running.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
// As deep as what it is made of, so that paths relative to a file still hold.
const outfile = here('../../build/bench/grid/grid.mjs');
await build({
  entryPoints: [here('gridBench.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20.9',
  format: 'esm',
  external: ['playwright-core', 'sharp', '*/installTestEditor.mjs'],
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: here('../..'),
});
process.exitCode = status ?? 1;
