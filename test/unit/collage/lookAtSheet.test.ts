import { describe, expect, it } from 'vitest';
import { packBoxes, unpackBoxes } from '../../../src/core/collage/packedBoxes';
import { DEFAULT_SETTINGS, type SheetSettings } from '../../../src/core/collage/sheetSettings';
import type { SheetBoxes } from '../../../src/protocol/collages';
import { LookAtSheet } from '../../../webview/collage/lookAtSheet';

function boxes(count: number): SheetBoxes {
  const all = Array.from({ length: count }, (_, x) => ({ x, y: 0, width: 1, height: 1 }));
  return { hash: 'h', width: 10, height: 10, boxes: packBoxes(all), isCollage: true, score: 1, doubt: 0 };
}

const settings = (minSize: number): SheetSettings => ({ ...DEFAULT_SETTINGS, minSize });

describe('looking while a slider moves', () => {
  it('asks one question at a time, and of those that wait only the newest', async () => {
    const asked: unknown[] = [];
    const answers: ((found: SheetBoxes) => void)[] = [];
    const taken: number[] = [];
    const looking = new LookAtSheet(
      (_row, { minSize }) => {
        asked.push(minSize);
        return new Promise((answer) => answers.push(answer));
      },
      (_row, found) => taken.push(unpackBoxes(found.boxes).length),
      () => undefined,
    );
    const done = [1, 2, 3, 4].map((minSize) => looking.look(0, settings(minSize)));
    expect(asked).toEqual([1]);
    answers[0](boxes(10));
    await Promise.resolve();
    await new Promise((later) => setTimeout(later));
    expect(asked).toEqual([1, 4]);
    expect(looking.isLooking).toBe(true);
    answers[1](boxes(40));
    await Promise.all(done);
    expect(taken).toEqual([10, 40]);
    expect(looking.isLooking).toBe(false);
  });

  it('goes on after a failure', async () => {
    const failed: unknown[] = [];
    const taken: number[] = [];
    const looking = new LookAtSheet(
      (row) => (row === 0 ? Promise.reject(new Error('unreadable')) : Promise.resolve(boxes(3))),
      (row) => taken.push(row),
      (row) => failed.push(row),
    );
    await looking.look(0, DEFAULT_SETTINGS);
    await looking.look(1, DEFAULT_SETTINGS);
    expect([failed, taken]).toEqual([[0], [1]]);
  });
});
