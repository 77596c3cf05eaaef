/** Milliseconds that the engine's main thread may work before it lets others in. */
const sliceMs = 8;

/**
 * For long loops on the main thread: `if (slice.isOver()) await slice.next()`. Requests, the cache and whoever looks
 * get their turn in between.
 */
export class TimeSlice {
  private began = performance.now();
  private steps = 0;

  /** Looks at the clock at every sixteenth call only. */
  isOver(): boolean {
    return (++this.steps & 15) === 0 && this.isOverNow();
  }

  /** Looks at the clock at every call. */
  isOverNow(): boolean {
    return performance.now() - this.began > sliceMs;
  }

  /** Rejects with the signal's reason when aborted meanwhile. */
  async next(signal?: AbortSignal): Promise<void> {
    await new Promise(setImmediate);
    signal?.throwIfAborted();
    this.began = performance.now();
  }
}
