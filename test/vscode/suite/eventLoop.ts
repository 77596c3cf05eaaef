import * as assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { note } from '../support/notes';
import { openDataset } from './scene';

describe('the extension host', () => {
  it('stays free while 2,000 images are indexed', async function () {
    this.timeout(360_000);
    const resolution = 10;
    const delay = monitorEventLoopDelay({ resolution });
    delay.enable();
    const began = performance.now();
    const { document } = await openDataset('many', 350_000);
    delay.disable();
    assert.equal(document.summary?.images, 2000);
    assert.equal(document.summary.unreadable, 0);
    const ms = (nanoseconds: number): string => (nanoseconds / 1e6 - resolution).toFixed(1);
    note(
      `2,000 images indexed and ranked in ${((performance.now() - began) / 1000).toFixed(1)} s; event loop delayed by ` +
        `at most ${ms(delay.max)} ms (99 %: ${ms(delay.percentile(99))} ms, ${delay.count} samples)`,
    );
  });
});
