/** node bench/collage/run.mjs SHEETS_DIR [ROUNDS] */
import { join } from 'node:path';
import { bundle, start } from '../support/runProgram.mjs';

const [sheets, rounds = '3'] = process.argv.slice(2);
const outdir = await bundle(import.meta.url, 'score', { collageWorker: 'src/engine/collage/collageWorker.ts' });
start(outdir, 'score', [sheets, rounds, join(outdir, 'collageWorker.js')]);
