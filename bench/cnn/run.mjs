/** README: node bench/cnn/run.mjs [IMAGES] [SIZE] */
import { bundle, start } from '../support/runProgram.mjs';

start(await bundle(import.meta.url, 'kernels'), 'kernels', process.argv.slice(2));
