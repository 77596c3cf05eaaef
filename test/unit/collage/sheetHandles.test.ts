import { describe, expect, it } from 'vitest';
import { handleAt, handlePoints } from '../../../webview/collage/sheetHandles';
import { Viewport } from '../../../webview/collage/viewport';

const view = new Viewport();
const at = (x: number, y: number) => ({ x, y });

describe('the handle under the hand', () => {
  it('leaves the middle of a small part to move it by, and is taken from outside as before', () => {
    const small = { x: 100, y: 100, width: 40, height: 10 };
    expect(handleAt(small, view, at(120, 105))).toBeUndefined();
    expect(handleAt(small, view, at(130, 105))).toBeUndefined();
    expect([handleAt(small, view, at(120, 101)), handleAt(small, view, at(120, 93))]).toEqual(['n', 'n']);
    expect([handleAt(small, view, at(120, 109)), handleAt(small, view, at(120, 118))]).toEqual(['s', 's']);
    expect([handleAt(small, view, at(139, 109)), handleAt(small, view, at(147, 117))]).toEqual(['se', 'se']);
  });

  it('is each of those that are drawn, also of a turned part', () => {
    for (const angle of [0, 30]) {
      const part = { x: 100, y: 100, width: 120, height: 90, angle };
      const taken = handlePoints(part, view).map((point) => handleAt(part, view, point));
      expect(taken).toEqual(['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w', 'turn']);
    }
  });
});
