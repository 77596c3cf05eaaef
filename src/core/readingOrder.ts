import { type Box, uprightBounds } from './boxes';

interface Row<B> {
  top: number;
  bottom: number;
  readonly members: { readonly box: B; readonly bounds: Box }[];
}

/**
 * Boxes in reading order: rows from top to bottom, within a row from left to right. A box joins the row that its
 * middle lies in, so that a short symbol beside a tall one keeps its place.
 */
export function readingOrder<B extends Box>(boxes: readonly B[]): B[] {
  const all = boxes.map((box) => ({ box, bounds: uprightBounds(box) }));
  all.sort((a, b) => middle(a.bounds) - middle(b.bounds) || a.bounds.x - b.bounds.x);
  const rows: Row<B>[] = [];
  for (const one of all) {
    const row = rows.at(-1);
    const centre = middle(one.bounds);
    if (row && centre <= row.bottom - (row.bottom - row.top) * 0.2) {
      row.members.push(one);
      // The row's band is the mean of its members: one tall box must not swallow the next row.
      const n = row.members.length;
      row.top += (one.bounds.y - row.top) / n;
      row.bottom += (one.bounds.y + one.bounds.height - row.bottom) / n;
    } else {
      rows.push({ top: one.bounds.y, bottom: one.bounds.y + one.bounds.height, members: [one] });
    }
  }
  return rows.flatMap((row) => row.members.sort((a, b) => a.bounds.x - b.bounds.x).map((one) => one.box));
}

function middle(box: Box): number {
  return box.y + box.height / 2;
}
