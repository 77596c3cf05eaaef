import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/**
 * A full collection of this thread's garbage, some 10 ms for a small heap. For threads that let go of shared memory: it
 * counts in nobody's heap, so that a thread which allocates little else would keep every block it ever saw.
 */
export function collectGarbage(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
}
