import { describe, expect, it } from 'vitest';
import type { View } from '../../../src/protocol/dataset';
import { Comparison } from '../../../webview/compare/comparison';
import type { HostConnection } from '../../../webview/messages';
import { PageSignals } from '../../../webview/state/pageSignals';
import { Selection } from '../../../webview/state/selection';
import { ShownImages } from '../../../webview/state/shownImages';

/** An engine that answers when it is told to. */
function heldEngine() {
  const waiting: { asked: unknown; answer: (order: number[]) => void; refuse: (reason: string) => void }[] = [];
  const request = (_name: string, asked: unknown) =>
    new Promise<View>((resolve, reject) =>
      waiting.push({
        asked,
        answer: (order) => resolve({ order: Uint32Array.from(order), notes: [] }),
        refuse: (reason) => reject(new Error(reason)),
      }),
    );
  return { host: { request } as unknown as Pick<HostConnection, 'request'>, waiting };
}

async function opened(order: number[]) {
  const { host, waiting } = heldEngine();
  const signals = new PageSignals();
  const selection = new Selection();
  const images = new ShownImages(host, signals, selection, {
    request: { query: '', sort: 'suspicion', group: 'none' },
    isRanked: true,
    onOtherQuery: () => undefined,
  });
  const first = images.show({ query: 'class:cat' });
  waiting.shift()?.answer(order);
  await first;
  return { images, waiting, signals, selection };
}

describe('what is shown', () => {
  it('begins at the top of a new order', async () => {
    const { images, waiting } = await opened([1, 2, 3, 4]);
    images.focus(2);
    const again = images.reorder();
    waiting.shift()?.answer([4, 3, 2, 1]);
    await again;
    expect(images.focusRow).toBe(4);
  });

  it('keeps the image that was clicked while the new order was on its way', async () => {
    const { images, waiting } = await opened([1, 2, 3, 4]);
    const again = images.reorder();
    images.focus(1);
    waiting.shift()?.answer([4, 3, 2, 1]);
    await again;
    expect([images.focusRow, images.focusPosition]).toEqual([2, 2]);
  });

  it('deselects images that left, and ends a comparison that lacks one', async () => {
    const { images, waiting, signals, selection } = await opened([1, 2, 3, 4]);
    const told: string[] = [];
    signals.changed.on((topic) => told.push(topic));
    selection.set([2, 3]);
    images.setComparison(new Comparison([3, 4]));
    told.length = 0;
    const same = images.follow();
    waiting.shift()?.answer([1, 2, 3, 4]);
    await same;
    expect(told).toEqual(['view']);
    const fewer = images.follow();
    waiting.shift()?.answer([1, 2, 4]);
    await fewer;
    expect([...selection.toArray()]).toEqual([2]);
    expect(images.comparison).toBeUndefined();
    expect(told).toEqual(expect.arrayContaining(['selection', 'panels']));
  });

  it('builds what comes next from what is on its way', async () => {
    const { images, waiting } = await opened([1, 2, 3, 4]);
    void images.show({ query: 'class:dog' });
    const sorted = images.show({ sort: 'name' });
    expect(waiting[1].asked).toMatchObject({ query: 'class:dog', sort: 'name' });
    waiting[0].answer([5]);
    waiting[1].answer([6, 7]);
    await sorted;
    expect([images.view.request.query, images.total]).toEqual(['class:dog', 2]);
  });

  it('goes on from what is shown when what was on its way fails', async () => {
    const { images, waiting } = await opened([1, 2]);
    const failed = images.show({ query: 'class:' });
    expect(images.wanted.request.query).toBe('class:');
    waiting.shift()?.refuse('There is no such class.');
    await failed;
    expect(images.wanted.request.query).toBe('class:cat');
    void images.show({ sort: 'name' });
    expect(waiting[0].asked).toMatchObject({ query: 'class:cat', sort: 'name' });
  });

  it('lets keys go on after work that failed, and says what failed', async () => {
    const { images, signals } = await opened([1, 2]);
    const held = images.hold(Promise.reject(new Error('The engine went.')));
    expect(images.reordering).toBeDefined();
    await images.reordering;
    await held;
    expect(images.reordering).toBeUndefined();
    expect(signals.message).toEqual({ severity: 'error', text: 'The engine went.' });
  });
});
