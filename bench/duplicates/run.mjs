/** README: node bench/duplicates/run.mjs bytes|near|scale|eventLoop [ARGUMENTS…] */
import { runNamed } from '../support/runProgram.mjs';

await runNamed(import.meta.url, 'node bench/duplicates/run.mjs bytes|near|scale|eventLoop …', {
  hashThread: 'src/engine/findings/duplicates/hashThread.ts',
  findingsThread: 'src/engine/findings/findingsThread.ts',
});
