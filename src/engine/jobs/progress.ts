import type { TaskProgress } from '../../protocol/notifications';

export type Report = (progress: TaskProgress) => void;

/** What a caller of a longer job gives: where progress goes, and when to stop. */
export interface JobCall {
  readonly report: Report;
  readonly signal: AbortSignal;
}

const reportEveryMs = 200;
/** Seconds over which the rate is averaged. */
const window = 5;

/** Passes on a few calls a second. */
export function seldom(tell: (done: number) => void): (done: number) => void {
  let last = -Infinity;
  return (done) => {
    const now = performance.now();
    if (now - last < reportEveryMs) return;
    last = now;
    tell(done);
  };
}

/** Counts finished items and reports rate and time left a few times a second. */
export class RateMeter {
  done = 0;
  private lastReport = 0;
  private readonly marks: { at: number; done: number }[] = [{ at: performance.now(), done: 0 }];

  constructor(
    private readonly task: TaskProgress['task'],
    private readonly total: number,
    private readonly report: Report,
  ) {
    this.send(false);
  }

  step(): void {
    this.done++;
    this.refresh();
  }

  /** Reports what a step did not, because one was just reported; for work whose steps may be long in coming. */
  refresh(): void {
    if (performance.now() - this.lastReport >= reportEveryMs) this.send(false);
  }

  finish(): void {
    this.send(true);
  }

  private send(finished: boolean): void {
    const now = performance.now();
    this.lastReport = now;
    this.marks.push({ at: now, done: this.done });
    while (this.marks.length > 2 && now - this.marks[0].at > window * 1000) this.marks.shift();
    const [first] = this.marks;
    const seconds = (now - first.at) / 1000;
    const rate = seconds > 0.5 ? (this.done - first.done) / seconds : undefined;
    this.report({
      task: this.task,
      done: this.done,
      total: this.total,
      rate,
      secondsLeft: rate && rate > 0 ? (this.total - this.done) / rate : undefined,
      finished,
    });
  }
}
