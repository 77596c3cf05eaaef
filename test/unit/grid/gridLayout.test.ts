import { describe, expect, it } from 'vitest';
import {
  itemsInBox,
  itemsOfRow,
  itemsWhollyBetween,
  layoutGrid,
  moveByRows,
  placeOf,
  rowAt,
  rowsBetween,
  rowTop,
  scrollToShow,
  type GridInput,
} from '../../../src/core/gridLayout';

const input: GridInput = {
  items: 1000,
  width: 860,
  height: 600,
  cell: 144,
  footer: 22,
  gap: 8,
  padding: 8,
  headerHeight: 28,
  groups: [],
  maxCells: 460,
};

/** Every item must be where its own place says, without overlap and inside the content. */
function expectConsistent(layout: ReturnType<typeof layoutGrid>): void {
  let expected = 0;
  let bottom = 0;
  for (let row = 0; row < layout.rows; row++) {
    const { first, end } = itemsOfRow(layout, row);
    expect(first).toBe(expected);
    expect(end).toBeGreaterThan(first);
    expected = end;
    for (let item = first; item < end; item++) expect(placeOf(layout, item)).toEqual({ row, column: item - first });
    expect(rowTop(layout, row)).toBeGreaterThanOrEqual(bottom);
    bottom = rowTop(layout, row) + layout.cellHeight;
    expect(rowAt(layout, rowTop(layout, row))).toBe(row);
    expect(rowAt(layout, bottom - 1)).toBe(row);
  }
  expect(expected).toBe(layout.items);
  expect(layout.contentHeight).toBe(bottom + layout.padding);
}

describe('layoutGrid', () => {
  it('fills the width with cells at least as wide as wished', () => {
    const layout = layoutGrid(input);
    expect(layout.columns).toBe(5);
    expect(layout.cellWidth).toBeGreaterThanOrEqual(144);
    const used = layout.columns * layout.cellWidth + (layout.columns - 1) * layout.gap;
    expect(used).toBeLessThanOrEqual(input.width - 2 * input.padding);
    expect(used).toBeGreaterThan(input.width - 2 * input.padding - layout.columns);
  });

  it.each([0, 1, 4, 5, 6, 999, 1000])('places %i items without gap or overlap', (items) => {
    const layout = layoutGrid({ ...input, items });
    if (items === 0) expect(layout.contentHeight).toBe(0);
    else expectConsistent(layout);
  });

  it('places groups under headers, each beginning a new row', () => {
    const groups = [
      { start: 0, label: 'cat' },
      { start: 7, label: 'dog' },
      { start: 8, label: 'fox' },
      { start: 900, label: 'owl' },
    ];
    const layout = layoutGrid({ ...input, groups });
    expectConsistent(layout);
    expect(placeOf(layout, 7)).toEqual({ row: 2, column: 0 });
    expect(rowTop(layout, 2) - rowTop(layout, 1)).toBe(layout.cellHeight + layout.gap + 28);
    expect(layout.sections.map(({ count }) => count)).toEqual([7, 1, 892, 100]);
  });

  it('is exact at a million items', () => {
    const layout = layoutGrid({ ...input, items: 1_000_000 });
    expect(layout.rows).toBe(200_000);
    expect(placeOf(layout, 999_999)).toEqual({ row: 199_999, column: 4 });
    expect(rowAt(layout, rowTop(layout, 199_999))).toBe(199_999);
  });

  it('keeps the visible cells below the limit by making them larger', () => {
    for (const [width, height] of [
      [3840, 2160],
      [1400, 900],
      [5120, 1440],
    ]) {
      const layout = layoutGrid({ ...input, width, height, cell: 64 });
      const { first, end } = rowsBetween(layout, 1000, 1000 + height);
      expect((end - first + 2 * layout.overscan) * layout.columns).toBeLessThanOrEqual(500);
    }
  });

  it('shows one column where not even one cell fits', () => {
    expect(layoutGrid({ ...input, width: 60, cell: 400 }).columns).toBe(1);
  });
});

describe('moving', () => {
  const layout = layoutGrid({ ...input, items: 12 });

  it('keeps the column and stops at the ends', () => {
    expect(moveByRows(layout, 6, -1)).toBe(1);
    expect(moveByRows(layout, 1, -1)).toBe(1);
    expect(moveByRows(layout, 6, 1)).toBe(11);
    expect(moveByRows(layout, 9, 1)).toBe(11);
    expect(moveByRows(layout, 10, 1)).toBe(11);
    expect(moveByRows(layout, 0, 100)).toBe(10);
  });

  it('keeps the column across groups as far as it can', () => {
    const grouped = layoutGrid({
      ...input,
      items: 12,
      groups: [
        { start: 0, label: 'a' },
        { start: 2, label: 'b' },
      ],
    });
    expect(moveByRows(grouped, 5, -1)).toBe(1);
    expect(moveByRows(grouped, 1, 1)).toBe(3);
  });

  it('scrolls no further than needed', () => {
    const long = layoutGrid(input);
    expect(scrollToShow(long, 0, 0, 600)).toBe(0);
    const below = scrollToShow(long, 30, 0, 600);
    expect(rowTop(long, 6) + long.cellHeight + long.padding).toBe(below + 600);
    expect(scrollToShow(long, 30, below, 600)).toBe(below);
    expect(scrollToShow(long, 5, below, 600)).toBe(rowTop(long, 1) - long.padding);
  });

  it('tells the items wholly in sight', () => {
    const long = layoutGrid(input);
    const rowStep = long.cellHeight + long.gap;
    expect(itemsWhollyBetween(long, 0, 3 * rowStep)).toEqual({ first: 0, end: 15 });
    expect(itemsWhollyBetween(long, 20, 3 * rowStep)).toEqual({ first: 5, end: 15 });
    expect(itemsWhollyBetween(long, 20, 60)).toEqual({ first: 0, end: 0 });
  });
});

describe('a rectangle over the grid', () => {
  /** The items whose cells a rectangle touches, looked at one by one. */
  function touched(layout: ReturnType<typeof layoutGrid>, left: number, top: number, right: number, bottom: number) {
    return Array.from({ length: layout.items }, (_, item) => item).filter((item) => {
      const { row, column } = placeOf(layout, item);
      const x = layout.left + column * (layout.cellWidth + layout.gap);
      const y = rowTop(layout, row);
      return x <= right && x + layout.cellWidth >= left && y <= bottom && y + layout.cellHeight >= top;
    });
  }

  it('selects what it touches, whatever its corners, with and without groups', () => {
    const groups = [0, 3, 4, 40].map((start) => ({ start, label: `from ${start}` }));
    for (const layout of [layoutGrid({ ...input, items: 57 }), layoutGrid({ ...input, items: 57, groups })])
      for (let i = 0; i < 200; i++) {
        const at = (n: number) => ((i * 7919 + n * 104_729) % 1000) / 1000;
        const [x0, x1] = [at(1) * 900 - 20, at(2) * 900 - 20];
        const [y0, y1] = [at(3) * layout.contentHeight, at(4) * layout.contentHeight];
        const box = { fromX: x0, fromY: y0, toX: x1, toY: y1 };
        expect(itemsInBox(layout, box)).toEqual(
          touched(layout, Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)),
        );
      }
    expect(itemsInBox(layoutGrid({ ...input, items: 0 }), { fromX: 0, fromY: 0, toX: 900, toY: 900 })).toEqual([]);
  });
});
