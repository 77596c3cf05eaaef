/**
 * node bench/collage/run.mjs SHEETS_DIR [ROUNDS] scores and times the default settings beside the recipe;
 * node bench/collage/run.mjs --memory SHEETS_DIR [COUNT] watches the memory of its workers;
 * node bench/collage/run.mjs --flagged FOLDER... lists what is taken for a collage.
 */
import { join } from 'node:path';
import { bundle, start } from '../support/runProgram.mjs';

const [first, ...rest] = process.argv.slice(2);
const program = { '--memory': 'memory', '--flagged': 'flagged' }[first] ?? 'score';
const args = program === 'score' ? [first, ...rest] : rest;
const outdir = await bundle(import.meta.url, program, { collageWorker: 'src/engine/collage/collageWorker.ts' });
const worker = join(outdir, 'collageWorker.js');
if (program === 'flagged') start(outdir, program, [worker, ...args]);
else start(outdir, program, [args[0], args[1] ?? (program === 'memory' ? '12000' : '3'), worker]);
