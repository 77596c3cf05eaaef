import { describe, expect, it } from 'vitest';
import { noParts, addPart, select } from '../../../src/core/collage/sheetParts';
import { dragged, isMeant } from '../../../webview/collage/sheetDrag';

const sheet = { width: 400, height: 300 };
const one = addPart(noParts, { x: 100, y: 100, width: 80, height: 40 });
const none = select(one, []);
const at = (x: number, y: number) => ({ x, y });

describe('a drag on a sheet', () => {
  it('draws a box from any corner, never over the edge of the sheet', () => {
    const drawn = dragged({ kind: 'new', from: at(390, 290), to: at(500, 200), before: noParts }, sheet);
    expect(drawn.parts).toMatchObject([{ x: 390, y: 200, width: 10, height: 90, byHand: true }]);
    expect(drawn.selected.size).toBe(1);
  });

  it('selects with a band what has its middle in it, beside what was selected', () => {
    const band = { kind: 'band', from: at(150, 130), to: at(90, 90) } as const;
    expect(dragged({ ...band, before: none }, sheet).selected.size).toBe(1);
    expect(dragged({ ...band, from: at(95, 95), before: none }, sheet).selected.size).toBe(0);
  });

  it('cuts the part that a line crosses, across the side that it is nearer to', () => {
    const cut = dragged({ kind: 'line', from: at(120, 90), to: at(122, 150), before: none }, sheet);
    expect(cut.parts.map(({ x, width }) => [x, width])).toEqual([
      [100, 21],
      [121, 59],
    ]);
    const missed = { kind: 'line', from: at(10, 10), to: at(10, 50), before: none } as const;
    expect(dragged(missed, sheet)).toBe(none);
  });

  it('turns a part towards the hand, and moves it', () => {
    const right = dragged({ kind: 'turn', from: at(140, 80), to: at(300, 120), before: one }, sheet);
    expect(right.parts[0].angle).toBe(90);
    const moved = dragged({ kind: 'move', from: at(110, 110), to: at(130, 90), before: one }, sheet);
    expect(moved.parts[0]).toMatchObject({ x: 120, y: 80, width: 80, height: 40 });
  });

  it('is none while the hand only trembles, however far that is on the sheet', () => {
    expect(isMeant({ from: at(0, 0), to: at(30, 0) }, 0.1)).toBe(false);
    expect(isMeant({ from: at(0, 0), to: at(3, 3) }, 1)).toBe(true);
  });
});
