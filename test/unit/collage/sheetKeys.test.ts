import { describe, expect, it } from 'vitest';
import { addPart, noParts, select, type SheetParts } from '../../../src/core/collage/sheetParts';
import { pickClass } from '../../../webview/collage/sheetKeys';
import type { Page } from '../../../webview/state/page';

const box = (x: number) => ({ x, y: 0, width: 10, height: 10 });
const two = addPart(addPart(noParts, box(0)), box(20));

/** The parts after the class `name` was picked for what is selected. */
function picked(parts: SheetParts, name: string): SheetParts {
  const collage = {
    parts,
    mayEdit: () => true,
    edit(next: SheetParts) {
      collage.parts = next;
    },
  };
  const overlays = { pickClass: ({ take }: { take: (name: string) => void }) => take(name) };
  pickClass({ collage, overlays } as unknown as Page);
  return collage.parts;
}

describe('a class for boxes', () => {
  it('goes to all where none is selected, and selects none: the next Tab goes to the first box', () => {
    const { parts, selected } = picked(select(two, []), 'rune');
    expect(parts.map(({ label }) => label)).toEqual(['rune', 'rune']);
    expect(selected.size).toBe(0);
  });

  it('goes to the selected alone, which stay so', () => {
    const { parts, selected } = picked(select(two, [two.parts[1]]), 'rune');
    expect(parts.map(({ label }) => label)).toEqual([undefined, 'rune']);
    expect([...selected]).toEqual([parts[1]]);
  });
});
