import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { noteRequest, requestClock, restBefore } from '../../../src/engine/jobs/rest';

const { signal } = new AbortController();

/** How often something that nobody waits for gets to work within a second, in a thread that follows this one's requests. */
function turnsInThread(): Promise<number> {
  const contents = `
    import { parentPort, workerData } from 'node:worker_threads';
    import { followRequests, rest } from './rest';
    followRequests(workerData);
    const end = Date.now() + 1000;
    let turns = 0;
    while (Date.now() < end) {
      rest();
      const until = performance.now() + 5;
      while (performance.now() < until);
      turns++;
    }
    parentPort.postMessage(turns);`;
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: join(import.meta.dirname, '../../../src/engine/jobs'), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const worker = new Worker(outputFiles[0].text, { eval: true, workerData: requestClock() });
  return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
}

it('a thread in the background stands still while somebody asks, and not quite', async () => {
  const undisturbed = await turnsInThread();
  const asking = setInterval(noteRequest, 20);
  try {
    const beside = await turnsInThread();
    expect(beside).toBeGreaterThanOrEqual(2);
    expect(beside).toBeLessThan(undisturbed / 2);
  } finally {
    clearInterval(asking);
  }
});

it('what the main thread sends to others waits after a request, and an abort ends the wait', async () => {
  await new Promise((resolve) => setTimeout(resolve, 250));
  noteRequest();
  const began = performance.now();
  await restBefore(signal);
  expect(performance.now() - began).toBeGreaterThan(100);
  noteRequest();
  const again = performance.now();
  await restBefore(signal);
  expect(performance.now() - again).toBeLessThan(100);
  await new Promise((resolve) => setTimeout(resolve, 30));
  noteRequest();
  await expect(restBefore(AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
});
