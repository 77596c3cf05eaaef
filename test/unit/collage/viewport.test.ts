import { describe, expect, it } from 'vitest';
import { Viewport, wheelSteps } from '../../../webview/collage/viewport';

const sheet = { width: 1000, height: 1000 };

function magnified(): Viewport {
  const view = new Viewport();
  view.resize({ width: 400, height: 300 }, sheet);
  view.zoom(10, sheet);
  return view;
}

/** Where a box is on the screen: left, top, right, bottom. */
function edges(view: Viewport, box: { x: number; y: number; width: number; height: number }): number[] {
  const from = view.toScreen(box);
  const to = view.toScreen({ x: box.x + box.width, y: box.y + box.height });
  return [from.x, from.y, to.x, to.y];
}

describe('the box that is stepped to', () => {
  it('is brought into sight whole, not only its middle', () => {
    const view = magnified();
    for (const [x, y] of [
      [900, 900],
      [20, 30],
      [500, 700],
    ]) {
      const box = { x, y, width: 60, height: 50 };
      view.reveal(box, sheet);
      const [left, top, right, bottom] = edges(view, box);
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(400);
      expect(bottom).toBeLessThanOrEqual(300);
      const before = [view.x, view.y];
      view.reveal(box, sheet);
      expect([view.x, view.y]).toEqual(before);
    }
  });

  it('leaves a sheet that is shown whole as it is', () => {
    const view = new Viewport();
    view.resize({ width: 400, height: 300 }, sheet);
    view.reveal({ x: 0, y: 0, width: 60, height: 50 }, sheet);
    expect(view.isFitted).toBe(true);
  });

  it('shows its upper left where it is larger than the place', () => {
    const view = magnified();
    view.reveal({ x: 300, y: 300, width: 600, height: 600 }, sheet);
    const [left, top] = edges(view, { x: 300, y: 300, width: 600, height: 600 });
    expect(left).toBeCloseTo(24);
    expect(top).toBeCloseTo(24);
  });
});

describe('zooming', () => {
  function whole(size = sheet): Viewport {
    const view = new Viewport();
    view.resize({ width: 400, height: 300 }, size);
    return view;
  }

  it('makes a sheet no smaller than whole, and fits it again there', () => {
    const view = whole();
    const { scale } = view;
    view.zoom(-3, sheet);
    expect([view.scale, view.isFitted]).toEqual([scale, true]);
    view.zoom(2, sheet);
    expect(view.isFitted).toBe(false);
    view.zoom(-2, sheet);
    expect([view.scale, view.isFitted]).toEqual([scale, true]);
  });

  it('shows a small sheet in its own pixels, too', () => {
    const small = { width: 20, height: 20 };
    const view = whole(small);
    expect(view.scale).toBe(8);
    view.zoom(-50, small);
    expect([view.scale, view.isFitted]).toEqual([1, false]);
  });

  it('takes a notch of a wheel for a step, and a stroke over a touchpad for as far as it goes', () => {
    expect(wheelSteps({ deltaY: 120, deltaMode: 0 })).toBe(1);
    expect(wheelSteps({ deltaY: -3, deltaMode: 1 })).toBe(-1);
    const stroke = Array.from({ length: 40 }, () => wheelSteps({ deltaY: -5, deltaMode: 0 }));
    expect(stroke.reduce((sum, one) => sum + one)).toBeCloseTo(-2);
  });
});
