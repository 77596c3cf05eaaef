import { describe, expect, it } from 'vitest';
import { ScrollMap } from '../../../src/core/scrollMap';

const viewport = 900;

describe('ScrollMap', () => {
  it('is the identity where the content fits', () => {
    const map = new ScrollMap(500_000, viewport);
    expect(map.scrollHeight).toBe(500_000);
    expect(map.toContent(12_345)).toBe(12_345);
    expect(map.place(12_345)).toBe(12_345);
    expect(map.offset).toBe(0);
  });

  const height = 90_000_000;

  it('reaches both ends and is monotonous between', () => {
    const map = new ScrollMap(height, viewport);
    const end = map.scrollHeight - viewport;
    expect(map.toContent(0)).toBe(0);
    expect(map.toContent(end)).toBe(height - viewport);
    let before = -1;
    for (let scroll = 0; scroll <= end; scroll += end / 1000) {
      const content = map.toContent(scroll);
      expect(content).toBeGreaterThan(before);
      before = content;
    }
  });

  it('inverts itself', () => {
    const map = new ScrollMap(height, viewport);
    for (const content of [0, 10, 150_000, 5_000_000, 45_000_000, 89_900_000, height - viewport])
      expect(map.toContent(map.toScroll(content))).toBeCloseTo(content, 3);
  });

  it('puts the content exactly where it is asked to', () => {
    const map = new ScrollMap(height, viewport);
    for (const content of [0, 777, 44_444_444, height - viewport])
      expect(map.place(content) + map.offset).toBe(content);
  });

  it('moves pixel by pixel in small steps and by share in jumps', () => {
    const map = new ScrollMap(height, viewport);
    const scroll = map.place(40_000_000);
    expect(map.follow(scroll, scroll + 100)).toBe(40_000_100);
    expect(map.follow(scroll + 100, scroll - 50)).toBe(39_999_950);
    expect(map.follow(scroll, 2_000_000)).toBe(Math.round(map.toContent(2_000_000)));
  });

  it.each([
    ['top', 2_000_000, -500],
    ['bottom', height - 2_000_000, 500],
  ])('reaches the %s in small steps alone', (_, start, step) => {
    const map = new ScrollMap(height, viewport);
    const [contentEnd, scrollEnd] = [height - viewport, map.scrollHeight - viewport];
    let scroll = map.place(start);
    let content = start;
    for (let steps = 0; content > 0 && content < contentEnd; steps++) {
      expect(steps).toBeLessThan(2_000_000 / 500 + 100);
      const next = Math.max(0, Math.min(scrollEnd, scroll + step));
      const moved = map.follow(scroll, next);
      expect(Math.abs(moved - content)).toBeLessThanOrEqual(500);
      content = moved;
      scroll = map.isStuck(next) ? map.place(content) : next;
    }
    expect([0, contentEnd]).toContain(content);
  });

  it('stands still where there is nothing to scroll', () => {
    const map = new ScrollMap(100, viewport);
    expect(map.place(5000)).toBe(0);
    expect(map.follow(0, 0)).toBe(0);
  });
});
