/**
 * node bench/tags/run.mjs FOLDER OFF_FOLDER [--references 1,3,5] [--trials 10] [--seed 1]
 * On the built programs (`npm run build` first).
 */
import { join } from 'node:path';
import { bundle, repository, start } from '../support/runProgram.mjs';

start(await bundle(import.meta.url, 'tags'), 'tags', [join(repository, 'dist'), ...process.argv.slice(2)]);
