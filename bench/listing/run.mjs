/** README: node bench/listing/run.mjs [FILES] [--rounds 5] [--json] */
import { bundle, start } from '../support/runProgram.mjs';

start(await bundle(import.meta.url, 'listing'), 'listing', process.argv.slice(2));
