import { finish } from '../../../src/engine/jobs/steps';
import { expect, it } from 'vitest';
import { keepShownOrder, wouldMove } from '../../../src/engine/session/viewing/view';

it('keeps what is shown in its order, drops what went, appends what came', () => {
  expect([...keepShownOrder(Uint32Array.of(5, 3, 9, 1), Uint32Array.of(1, 2, 3, 5))]).toEqual([5, 3, 1, 2]);
  expect([...keepShownOrder(new Uint32Array(0), Uint32Array.of(2, 1))]).toEqual([2, 1]);
});

it('counts an image that rises as one that moves, not as all that it passes', () => {
  expect(finish(wouldMove(Uint32Array.of(1, 2, 3, 4, 5), Uint32Array.of(5, 1, 2, 3, 4)))).toBe(1);
  expect(finish(wouldMove(Uint32Array.of(1, 2, 3), Uint32Array.of(1, 2, 3)))).toBe(0);
  expect(finish(wouldMove(Uint32Array.of(1, 2, 3), Uint32Array.of(3, 2, 1)))).toBe(2);
  expect(finish(wouldMove(Uint32Array.of(1, 2, 3), Uint32Array.of(3)))).toBe(0);
});
