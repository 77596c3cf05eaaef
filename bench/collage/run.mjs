/**
 * node bench/collage/run.mjs SHEETS_DIR [ROUNDS] scores and times the default settings beside the recipe;
 * node bench/collage/run.mjs --memory SHEETS_DIR [COUNT] watches the memory of its workers.
 */
import { join } from 'node:path';
import { bundle, start } from '../support/runProgram.mjs';

const isMemory = process.argv[2] === '--memory';
const program = isMemory ? 'memory' : 'score';
const [sheets, count = isMemory ? '12000' : '3'] = process.argv.slice(isMemory ? 3 : 2);
const outdir = await bundle(import.meta.url, program, { collageWorker: 'src/engine/collage/collageWorker.ts' });
start(outdir, program, [sheets, count, join(outdir, 'collageWorker.js')]);
