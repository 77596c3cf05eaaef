/** README: node bench/predictions/run.mjs read [ROWS] [CLASSES] */
import { runNamed } from '../support/runProgram.mjs';

await runNamed(import.meta.url, 'node bench/predictions/run.mjs read [ROWS] [CLASSES]');
