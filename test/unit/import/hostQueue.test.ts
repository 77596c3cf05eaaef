import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { runByHost } from '../../../src/engine/import/hostQueue';

it('keeps the limits for each host and for all, and does everything once', async () => {
  const items = Array.from({ length: 200 }, (_, i) => ({ host: `h${i % 7}`, i }));
  const running = new Map<string, number>();
  const most = { host: 0, all: 0 };
  const done: number[] = [];
  await runByHost(
    items,
    ({ host }) => host,
    { perHost: 2, all: 5 },
    async ({ host, i }) => {
      running.set(host, (running.get(host) ?? 0) + 1);
      most.host = Math.max(most.host, running.get(host) ?? 0);
      most.all = Math.max(
        most.all,
        [...running.values()].reduce((a, b) => a + b, 0),
      );
      await sleep(i % 3);
      running.set(host, (running.get(host) ?? 0) - 1);
      done.push(i);
    },
  );
  expect(most).toEqual({ host: 2, all: 5 });
  expect(done.sort((a, b) => a - b)).toEqual(items.map(({ i }) => i));
});

it('a failure ends the run, and nothing more is begun', async () => {
  let begun = 0;
  const run = runByHost(
    Array.from({ length: 100 }, (_, i) => i),
    () => 'h',
    { perHost: 2, all: 2 },
    async (i) => {
      begun++;
      await sleep(1);
      if (i === 3) throw new Error('stop');
    },
  );
  await expect(run).rejects.toThrow('stop');
  await sleep(20);
  expect(begun).toBeLessThan(10);
});
