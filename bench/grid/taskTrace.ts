import type { CDPSession, Page } from 'playwright-core';
import * as z from 'zod';

/** One entry of Chromium's trace; those that tell how long something took have both durations, in microseconds. */
const traceEvent = z.object({
  name: z.string(),
  pid: z.number(),
  tid: z.number(),
  args: z.object({ name: z.unknown().optional() }).optional(),
  /** Time of the thread's own processor, without what it waited for other threads. */
  tdur: z.number().optional(),
});

type TraceEvent = z.infer<typeof traceEvent>;

/** Follows the tasks of all pages' threads, as Chromium's own trace tells them. */
export class TaskTrace {
  private readonly events: TraceEvent[] = [];

  private constructor(private readonly session: CDPSession) {
    session.on('Tracing.dataCollected', ({ value }) => {
      for (const event of value) this.events.push(traceEvent.parse(event));
    });
  }

  static async begin(page: Page): Promise<TaskTrace> {
    const browser = page.context().browser();
    if (!browser) throw new Error('The page belongs to no browser that could be traced.');
    const trace = new TaskTrace(await browser.newBrowserCDPSession());
    await trace.session.send('Tracing.start', {
      transferMode: 'ReportEvents',
      traceConfig: { includedCategories: ['toplevel'] },
    });
    return trace;
  }

  /** Ends it; the longest task of a page's main thread by its own processor time, in milliseconds. */
  async longestMs(): Promise<number> {
    const complete = new Promise<void>((resolve) => this.session.once('Tracing.tracingComplete', () => resolve()));
    await this.session.send('Tracing.end');
    await complete;
    await this.session.detach();
    const key = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
    const named = this.events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
    const pages = new Set(named.map(key));
    const tasks = this.events.filter((event) => event.name.endsWith('RunTask') && pages.has(key(event)));
    return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0);
  }
}
