/** README: node bench/sorting/run.mjs precision|rejects [ARGUMENTS…] */
import { runNamed } from '../support/runProgram.mjs';

await runNamed(import.meta.url, 'node bench/sorting/run.mjs precision|rejects …');
