import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { JournalState } from '../../../src/engine/changes/journal/journal';
import { collectGarbage } from '../../../src/engine/jobs/collectGarbage';

const images = 240;
const perRun = 20;
const runs = 500;

it('a journal of files that go to and fro takes little memory for each of its operations', () => {
  const state = new JournalState();
  const fill = (from: number, to: number): void => {
    for (let run = from; run < to; run++) moveSome(state, run);
  };
  // Every file was moved once.
  fill(0, 40);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  fill(40, runs);
  collectGarbage();
  const bytes = (process.memoryUsage().heapUsed - before) / ((runs - 40) * perRun);
  expect(state.operations).toBe(runs * perRun);
  // Each with places, hash and content of its own would be more than 500.
  expect(bytes).toBeLessThan(350);
});

/** Moves some images into another class, or those of the run before back, in strings of its own as a log's are. */
function moveSome(state: JournalState, number: number): void {
  const run = `20260101-000000-${number}`;
  const forth = number % 2 === 0;
  const time = new Date(0);
  const kind = forth ? ('apply' as const) : ('undo' as const);
  state.take({ type: 'begin', version: 1, run, kind, root: '/set', state: '/.winnow/set', operations: perRun }, time);
  for (let operation = 0; operation < perRun; operation++) {
    const image = ((number >> 1) * 7 + operation * 11) % images;
    const [a, b] = ['one', 'two'].map((name) => `/set/class-${name}/image-${String(image).padStart(6, '0')}.jpg`);
    const hash = createHash('sha256').update(String(image)).digest('hex');
    const file = { size: 1000 + image, mtimeMs: 1.7e12 + image + 0.5, hash };
    const [from, to] = forth ? [a, b] : [b, a];
    const of = forth ? {} : { of: { run: `20260101-000000-${number - 1}`, operation } };
    expect(
      state.take({ type: 'intent', run, operation, kind: 'move', from, to, ...file, ...of }, time),
    ).toBeUndefined();
    state.take({ type: 'done', run, operation }, time);
  }
  state.take({ type: 'end', run, applied: perRun, skipped: 0 }, time);
}
