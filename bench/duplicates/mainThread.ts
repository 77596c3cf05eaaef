import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How long the main thread kept others waiting while something ran. */
export interface HoldUp {
  /** Longest delay of the event loop in milliseconds, waiting for a core included. */
  readonly delayMs: number;
  /** Most processor time that it used without a turn of the loop; NaN where the system does not tell. */
  readonly busyMs: number;
}

/** Processor time of the main thread so far, in milliseconds (Linux). */
function threadTime(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return NaN;
  }
}

/** Runs `work` and measures how long it held the main thread up. */
export async function measureHoldUp(work: () => Promise<unknown>): Promise<HoldUp> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  // Both need a few turns to begin and to see what came last.
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));
  await settle();
  let before = threadTime();
  let busyMs = Number.isNaN(before) ? NaN : 0;
  const timer = setInterval(() => {
    const now = threadTime();
    busyMs = Math.max(busyMs, now - before);
    before = now;
  }, 1);
  delay.enable();
  await work();
  await settle();
  delay.disable();
  clearInterval(timer);
  return { delayMs: delay.max / 1e6, busyMs };
}
