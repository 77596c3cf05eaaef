import type { Place } from './jsonScan';
import type { Splice } from './splices';

/** The splices that remove elements of a JSON list and add others after given ones, with the commas between. */
export function listSplices(
  text: string,
  elements: readonly Place[],
  /** The whole list, brackets included. */
  list: Place,
  removed: ReadonlySet<number>,
  added: readonly { readonly text: string; readonly after: number }[],
): Splice[] {
  const splices: Splice[] = [];
  const between =
    elements.length > 1
      ? text.slice(elements[0].end, elements[1].start)
      : `,${elements.length === 1 ? text.slice(list.start + 1, elements[0].start) : ' '}`;
  const last = elements.length - 1;
  const survivors = elements.map((_, i) => i).filter((i) => !removed.has(i));
  const lastKept = survivors.at(-1) ?? -1;
  for (const i of [...removed].sort((a, b) => a - b)) {
    const start = i < lastKept ? elements[i].start : i > 0 ? elements[i - 1].end : elements[i].start;
    const end = i < lastKept ? elements[i + 1].start : elements[i].end;
    // After the last that stays, each goes with the comma before it; the first of all has none.
    splices.push({ start: i > lastKept && i === 0 ? elements[0].start : start, end, text: '' });
  }
  // New ones come after the nearest earlier one that stays.
  const keptBefore = (after: number): number => {
    for (let i = Math.min(after, last); i >= 0; i--) if (!removed.has(i)) return i;
    return -1;
  };
  let isEmpty = survivors.length === 0;
  for (const { text: element, after } of added) {
    const before = keptBefore(after);
    if (before >= 0) splices.push({ start: elements[before].end, end: elements[before].end, text: between + element });
    else if (survivors.length > 0) {
      const place = elements[survivors[0]].start;
      splices.push({ start: place, end: place, text: element + between });
    } else {
      const place = list.end - 1;
      splices.push({ start: place, end: place, text: isEmpty ? element : between + element });
      isEmpty = false;
    }
  }
  return splices;
}
