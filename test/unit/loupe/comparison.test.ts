import { describe, expect, it } from 'vitest';
import { columnsFor, Comparison } from '../../../webview/compare/comparison';

describe('Comparison', () => {
  const eight = [11, 12, 13, 14, 15, 16, 17, 18];

  it('shows six beside each other, and the next ones once the focus is past them', () => {
    const comparison = new Comparison(eight);
    expect(comparison.shown).toEqual([11, 12, 13, 14, 15, 16]);
    comparison.focus(6);
    expect([comparison.row, comparison.firstShown, comparison.shown]).toEqual([17, 6, [17, 18]]);
    comparison.focus(99);
    expect(comparison.row).toBe(18);
    comparison.focus(-1);
    expect(comparison.row).toBe(11);
  });

  it('flickers between the first and the focused one, which is never the first', () => {
    const comparison = new Comparison([11, 12, 13]);
    comparison.setMode('flicker');
    expect([comparison.row, comparison.shown]).toEqual([12, [11, 12]]);
    comparison.focus(2);
    expect(comparison.shown).toEqual([11, 13]);
    comparison.focus(0);
    expect(comparison.row).toBe(12);
    comparison.setMode('beside');
    expect(comparison.row).toBe(12);
  });
});

describe('columnsFor', () => {
  it.each([
    [2, 1000, 600, 2],
    [2, 300, 700, 1],
    [3, 1200, 400, 3],
    [4, 800, 600, 2],
    [6, 900, 600, 3],
    [6, 340, 900, 2],
    [1, 500, 500, 1],
  ])('puts %i images of a %i by %i stage into %i columns', (count, width, height, columns) => {
    expect(columnsFor(count, width, height)).toBe(columns);
  });
});
