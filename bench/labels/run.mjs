/** README: node bench/labels/run.mjs rank|speed [ARGUMENTS…] */
import { runNamed } from '../support/runProgram.mjs';

await runNamed(import.meta.url, 'node bench/labels/run.mjs rank|speed …', {
  fitThread: 'src/engine/model/head/fitThread.ts',
});
