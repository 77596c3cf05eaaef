import { expect, it } from 'vitest';
import { inLanes } from '../../../src/engine/jobs/inLanes';

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

it('works on all items, so many at once', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await inLanes([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    most = Math.max(most, ++running);
    await pause(2);
    running--;
    done.push(item);
  });
  expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
});

it('begins nothing new after a failure, and throws it when nobody works any more', async () => {
  const begun: number[] = [];
  let running = 0;
  const all = inLanes([1, 2, 3, 4, 5, 6], 3, async (item) => {
    begun.push(item);
    running++;
    try {
      if (item === 2) throw new Error('the disk is full');
      await pause(20);
    } finally {
      running--;
    }
  });
  await expect(all).rejects.toThrow('the disk is full');
  expect(running).toBe(0);
  expect(begun).toEqual([1, 2, 3]);
});
