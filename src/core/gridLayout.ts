/** A run of items under one header; it ends where the next one starts. */
export interface GridGroup {
  readonly start: number;
  readonly label: string;
}

export interface GridInput {
  readonly items: number;
  /** Inner size of the viewport in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** The wished width of a cell in pixels; cells grow so that the columns fill the width. */
  readonly cell: number;
  /** Height in pixels below the square picture of a cell. */
  readonly footer: number;
  readonly gap: number;
  readonly padding: number;
  readonly headerHeight: number;
  /** Sorted by start, the first starts at 0; empty: no headers. */
  readonly groups: readonly GridGroup[];
  /** No more cells than this are wanted in the document at a time. */
  readonly maxCells: number;
}

/** One group laid out; without groups there is a single section without a header. */
export interface GridSection {
  readonly start: number;
  readonly count: number;
  readonly firstRow: number;
  /** Top of the header (of the first row where there is none), in content pixels. */
  readonly top: number;
  readonly label: string | undefined;
}

export interface GridLayout {
  readonly items: number;
  readonly columns: number;
  readonly rows: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly gap: number;
  /** Left edge of the first column. */
  readonly left: number;
  readonly padding: number;
  readonly headerHeight: number;
  readonly sections: readonly GridSection[];
  /** Height of the whole content in pixels. It may be higher than a browser can scroll: see ScrollMap. */
  readonly contentHeight: number;
  /** Rows to keep above and below the visible ones. */
  readonly overscan: number;
}

/** Lays out uniform cells: everything below is arithmetic, so it is exact at any number of items. */
export function layoutGrid(input: GridInput): GridLayout {
  const { items, gap, padding } = input;
  const inner = Math.max(1, input.width - 2 * padding);
  let columns = Math.max(1, Math.floor((inner + gap) / (input.cell + gap)));
  const widthOf = (n: number) => Math.max(1, Math.floor((inner - gap * (n - 1)) / n));
  const visibleRows = (n: number) => Math.ceil(input.height / (widthOf(n) + input.footer + gap)) + 1;
  while (columns > 1 && (visibleRows(columns) + 2) * columns > input.maxCells) columns--;

  const cellWidth = widthOf(columns);
  const cellHeight = cellWidth + input.footer;
  const headerHeight = input.groups.length > 0 ? input.headerHeight : 0;
  const sections: GridSection[] = [];
  let top = padding;
  let firstRow = 0;
  const starts = input.groups.length > 0 ? input.groups : [{ start: 0, label: undefined }];
  starts.forEach(({ start, label }, i) => {
    const count = (starts[i + 1]?.start ?? items) - start;
    const rows = Math.ceil(count / columns);
    sections.push({ start, count, firstRow, top, label });
    firstRow += rows;
    top += headerHeight + rows * (cellHeight + gap);
  });
  const visible = visibleRows(columns);
  return {
    items,
    columns,
    rows: firstRow,
    cellWidth,
    cellHeight,
    gap,
    left: padding + Math.floor((inner - columns * cellWidth - (columns - 1) * gap) / 2),
    padding,
    headerHeight,
    sections,
    contentHeight: items === 0 ? 0 : top - gap + padding,
    overscan: Math.max(1, Math.min(visible, Math.floor((input.maxCells / columns - visible) / 2))),
  };
}

/** The last section whose `key` is at most `value`. */
function sectionAt(layout: GridLayout, key: 'start' | 'firstRow' | 'top', value: number): GridSection {
  let low = 0;
  let high = layout.sections.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (layout.sections[middle][key] <= value) low = middle;
    else high = middle - 1;
  }
  return layout.sections[low];
}

export function placeOf(layout: GridLayout, item: number): { row: number; column: number } {
  const section = sectionAt(layout, 'start', item);
  const within = item - section.start;
  return { row: section.firstRow + Math.floor(within / layout.columns), column: within % layout.columns };
}

/** The items of a row as [first, end). */
export function itemsOfRow(layout: GridLayout, row: number): { first: number; end: number } {
  const section = sectionAt(layout, 'firstRow', row);
  const first = section.start + (row - section.firstRow) * layout.columns;
  return { first, end: Math.min(first + layout.columns, section.start + section.count) };
}

/** Top of a row in content pixels. */
export function rowTop(layout: GridLayout, row: number): number {
  const section = sectionAt(layout, 'firstRow', row);
  return section.top + layout.headerHeight + (row - section.firstRow) * (layout.cellHeight + layout.gap);
}

/** The row at or above a content position, and never outside the grid. */
export function rowAt(layout: GridLayout, y: number): number {
  const section = sectionAt(layout, 'top', y);
  const rows = Math.ceil(section.count / layout.columns);
  const within = Math.floor((y - section.top - layout.headerHeight) / (layout.cellHeight + layout.gap));
  return section.firstRow + Math.max(0, Math.min(rows - 1, within));
}

/** Rows that touch the content between `top` and `bottom`, as [first, end). */
export function rowsBetween(layout: GridLayout, top: number, bottom: number): { first: number; end: number } {
  if (layout.items === 0) return { first: 0, end: 0 };
  return { first: rowAt(layout, top), end: rowAt(layout, bottom) + 1 };
}

/** Items of the rows that lie wholly between `top` and `bottom`, as [first, end). */
export function itemsWhollyBetween(layout: GridLayout, top: number, bottom: number): { first: number; end: number } {
  let { first, end } = rowsBetween(layout, top, bottom);
  while (first < end && rowTop(layout, first) < top) first++;
  while (end > first && rowTop(layout, end - 1) + layout.cellHeight > bottom) end--;
  if (first >= end) return { first: 0, end: 0 };
  return { first: itemsOfRow(layout, first).first, end: itemsOfRow(layout, end - 1).end };
}

/** A rectangle in content pixels, its corners in any order. */
export interface ContentBox {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

/** The items whose cells a rectangle touches, in order. */
export function itemsInBox(layout: GridLayout, { fromX, fromY, toX, toY }: ContentBox): number[] {
  if (layout.items === 0) return [];
  const [left, right] = fromX < toX ? [fromX, toX] : [toX, fromX];
  const [top, bottom] = fromY < toY ? [fromY, toY] : [toY, fromY];
  const step = layout.cellWidth + layout.gap;
  const firstColumn = Math.max(0, Math.ceil((left - layout.left - layout.cellWidth) / step));
  const lastColumn = Math.min(layout.columns - 1, Math.floor((right - layout.left) / step));
  const rows = rowsBetween(layout, top, bottom);
  const items: number[] = [];
  for (let row = rows.first; row < rows.end; row++) {
    const rowStart = rowTop(layout, row);
    if (rowStart > bottom || rowStart + layout.cellHeight < top) continue;
    const { first, end } = itemsOfRow(layout, row);
    for (let column = firstColumn; column <= lastColumn && first + column < end; column++) items.push(first + column);
  }
  return items;
}

/** The section whose header or cells stand at a content position. */
export function sectionAtHeight(layout: GridLayout, y: number): GridSection {
  return sectionAt(layout, 'top', y);
}

/** The item `rows` rows further down (up when negative) in the same column, as near as the grid allows. */
export function moveByRows(layout: GridLayout, item: number, rows: number): number {
  const place = placeOf(layout, item);
  const row = Math.max(0, Math.min(layout.rows - 1, place.row + rows));
  if (row === place.row) return rows < 0 || place.row < layout.rows - 1 ? item : layout.items - 1;
  const { first, end } = itemsOfRow(layout, row);
  return Math.min(first + place.column, end - 1);
}

/** The nearest content position at which the item's row (with its group's header) is wholly visible. */
export function scrollToShow(layout: GridLayout, item: number, contentTop: number, viewportHeight: number): number {
  const top = rowTop(layout, placeOf(layout, item).row);
  const margin = layout.padding + layout.headerHeight;
  const wanted =
    top - margin < contentTop
      ? top - margin
      : Math.max(contentTop, top + layout.cellHeight + layout.padding - viewportHeight);
  return Math.max(0, Math.min(wanted, layout.contentHeight - viewportHeight));
}
