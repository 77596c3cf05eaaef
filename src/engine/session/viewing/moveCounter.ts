interface CounterParts {
  /** Undefined where there is nothing to count. */
  count(signal: AbortSignal): Promise<number | undefined>;
  onCount(count: number): void;
  onError(error: unknown): void;
}

/** It counts for at most this share of the time: each decision makes new scores. */
const mostOfTime = 0.2;

/** Counts how many rows a re-order would move, after every change of scores where that takes no time to speak of. */
export class MoveCounter {
  private timer: NodeJS.Timeout | undefined;
  private notBefore = 0;
  private isRunning = false;
  private isOutdated = false;
  private ending = new AbortController();

  constructor(private readonly parts: CounterParts) {}

  /** Scores changed. */
  countSoon(): void {
    this.isOutdated = true;
    if (this.isRunning || this.timer) return;
    this.timer = setTimeout(() => void this.run(), Math.max(0, this.notBefore - performance.now()));
    this.timer.unref();
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.ending.abort(new Error('Cancelled.'));
  }

  private async run(): Promise<void> {
    this.timer = undefined;
    this.isRunning = true;
    this.isOutdated = false;
    const { signal } = this.ending;
    const began = performance.now();
    try {
      const count = await this.parts.count(signal);
      if (count !== undefined) this.parts.onCount(count);
    } catch (error) {
      if (!signal.aborted) this.parts.onError(error);
    } finally {
      const ended = performance.now();
      this.notBefore = ended + (ended - began) / mostOfTime;
      this.isRunning = false;
      if (this.isOutdated && !signal.aborted) this.countSoon();
    }
  }
}
