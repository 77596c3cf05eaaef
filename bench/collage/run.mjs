/**
 * node bench/collage/run.mjs SHEETS_DIR [ROUNDS] scores and times the default settings beside the recipe;
 * node bench/collage/run.mjs --memory SHEETS_DIR [COUNT] watches the memory of its workers;
 * node bench/collage/run.mjs --flagged FOLDER... lists what is taken for a collage.
 */
import { join } from 'node:path';
import { bundle, start } from '../support/runProgram.mjs';

const [first, ...rest] = process.argv.slice(2);
const program = { '--memory': 'memory', '--flagged': 'flagged' }[first] ?? 'score';
const outdir = await bundle(import.meta.url, program, { collageWorker: 'src/engine/collage/collageWorker.ts' });
const worker = join(outdir, 'collageWorker.js');
if (program === 'flagged') start(outdir, program, [worker, ...rest]);
else if (program === 'memory') start(outdir, program, [rest[0], rest[1] ?? '12000', worker]);
else start(outdir, program, [first, rest[0] ?? '3']);
