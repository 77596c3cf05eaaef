import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { HeapLog } from '../../soak/heapLog';

/** 30 MB of objects in the main thread, 60 in another; then both collect all garbage, the main one first. */
const program = `
  const { Worker } = require('node:worker_threads');
  globalThis.kept = Array.from({ length: 30 * 16384 }, (_, i) => [i, i, i, i]);
  globalThis.gone = Array.from({ length: 30 * 16384 }, (_, i) => [i, i, i, i]);
  globalThis.gone = undefined;
  gc();
  new Worker('globalThis.kept = Array.from({ length: 60 * 16384 }, (_, i) => [i, i, i, i]); gc();', { eval: true });
`;

it('knows what is left in the heap of the main thread when its garbage was collected', () => {
  const { stdout } = spawnSync(process.execPath, ['--trace-gc', '--expose-gc', '-e', program], { encoding: 'utf8' });
  const heap = new HeapLog();
  expect(heap.live).toBe(undefined);
  for (const line of stdout.split('\n')) heap.take(line);
  expect(heap.live).toBeGreaterThan(30);
  expect(heap.live).toBeLessThan(55);
});
