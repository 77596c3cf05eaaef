/** Bundles and runs bench/collage/score.ts: node bench/collage/run.mjs SHEETS_DIR [ROUNDS] */
import { build } from 'esbuild';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(here, '../../build/bench');
await mkdir(out, { recursive: true });
const common = { bundle: true, platform: 'node', format: 'cjs', external: ['sharp', '@techstark/opencv-js'] };
await build({
  ...common,
  entryPoints: {
    collageScore: join(here, 'score.ts'),
    collageWorker: resolve(here, '../../src/engine/collage/collageWorker.ts'),
  },
  outdir: out,
});
process.argv[3] ??= '3';
process.argv[4] = join(out, 'collageWorker.js');
await import(pathToFileURL(join(out, 'collageScore.js')).href);
