import type { Frame } from 'playwright-core';

/** What the page tells of itself; each function runs in the page and so uses nothing from outside it. */
export class PageProbe {
  constructor(private readonly frame: Frame) {}

  /**
   * Begins to note tasks above 50 ms, frames, and the largest number of cells. VS Code's workbench runs on the same
   * thread: what it does is noted apart.
   */
  watch(): Promise<void> {
    return this.frame.evaluate(() => {
      const seen = { longest: 0, longestOfWorkbench: 0, frames: 0, cells: 0 };
      Object.assign(window, { winnowSeen: seen });
      new PerformanceObserver((list) => {
        for (const { duration, name } of list.getEntries())
          if (/^(cross|same)-origin/.test(name)) seen.longestOfWorkbench = Math.max(seen.longestOfWorkbench, duration);
          else seen.longest = Math.max(seen.longest, duration);
      }).observe({ type: 'longtask' });
      const count = () => {
        seen.frames++;
        seen.cells = Math.max(seen.cells, document.querySelectorAll('[role=gridcell]').length);
        requestAnimationFrame(count);
      };
      requestAnimationFrame(count);
    });
  }

  seen(): Promise<{ longest: number; longestOfWorkbench: number; frames: number; cells: number }> {
    return this.frame.evaluate(() => ({ ...Reflect.get(window, 'winnowSeen') }));
  }

  /** Goes to a place (0 to 1 of the whole height); milliseconds until every cell in sight shows its picture. */
  jump(share: number): Promise<number> {
    return this.frame.evaluate(async (where) => {
      const scroller = document.querySelector('.scroller')!;
      const began = performance.now();
      scroller.scrollTop = where * (scroller.scrollHeight - scroller.clientHeight);
      const { top, bottom } = scroller.getBoundingClientRect();
      const isSharp = () => {
        const cells = [...document.querySelectorAll('[role=gridcell]')].filter((cell) => {
          const box = cell.getBoundingClientRect();
          return box.height > 0 && box.bottom > top && box.top < bottom;
        });
        return cells.length > 0 && cells.every((cell) => cell.querySelector('img') !== null);
      };
      const nextFrame = () => new Promise((done) => requestAnimationFrame(done));
      await nextFrame();
      while (!isSharp()) {
        if (performance.now() - began > 20_000) throw new Error(`Nothing to see at ${where} after 20 s.`);
        await nextFrame();
      }
      return performance.now() - began;
    }, share);
  }

  /** Scrolls by the wheel's step at every frame for so many seconds. */
  scroll(seconds: number): Promise<void> {
    return this.frame.evaluate(async (length) => {
      const scroller = document.querySelector('.scroller')!;
      const end = performance.now() + length * 1000;
      let step = 60;
      while (performance.now() < end) {
        const before = scroller.scrollTop;
        scroller.scrollTop += step;
        if (scroller.scrollTop === before) step = -step;
        await new Promise((done) => requestAnimationFrame(done));
      }
    }, seconds);
  }

  /** From now on every key's way is noted: until the frame that shows its mark, and until the count confirms it. */
  watchKeys(): Promise<void> {
    return this.frame.evaluate(() => {
      const keys = { painted: [] as number[], confirmed: [] as number[] };
      Object.assign(window, { winnowKeys: keys });
      const bar = document.querySelector('.bar-pending')!;
      document.addEventListener(
        'keydown',
        (event) => {
          if (event.key !== 'x') return;
          const { timeStamp } = event;
          const before = bar.textContent;
          const confirmed = new MutationObserver(() => {
            if (bar.textContent === before) return;
            confirmed.disconnect();
            keys.confirmed.push(performance.now() - timeStamp);
          });
          confirmed.observe(bar, { subtree: true, childList: true, characterData: true });
          requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => keys.painted.push(performance.now() - timeStamp);
            channel.port2.postMessage(undefined);
          });
        },
        { capture: true },
      );
    });
  }

  keys(): Promise<{ painted: number[]; confirmed: number[] }> {
    return this.frame.evaluate(() => ({ ...Reflect.get(window, 'winnowKeys') }));
  }
}
