import { describe, expect, it } from 'vitest';
import { iouOf, uprightBounds, type Box } from '../../../src/core/boxes';
import { DEFAULT_SETTINGS } from '../../../src/core/collage/sheetSettings';
import { analyseSheet } from '../../../src/engine/collage/analyseSheet';
import { Drawing } from './drawSheet';

const INK = [20, 25, 30] as const;
const CREATURE = [190, 60, 40] as const;

/** Sprites of each row, all of its width and height. */
const ROWS = [
  { count: 12, width: 38, height: 92, y: 40 },
  { count: 9, width: 68, height: 34, y: 186 },
  { count: 10, width: 44, height: 64, y: 264 },
  { count: 12, width: 40, height: 40, y: 372 },
  { count: 9, width: 66, height: 56, y: 450 },
] as const;

const SHEET = { width: 900, height: 540 };

function spritesOf({ count, width, height, y }: (typeof ROWS)[number], gap: number): Box[] {
  return Array.from({ length: count }, (_, k) => ({ x: 20 + k * (width + gap), y, width, height }));
}

/** A word of frames that touch no other, `letters` long. */
function word(drawing: Drawing, letters: number, x: number, y: number): Box {
  for (let k = 0; k < letters; k++) drawing.frame({ x: x + k * 16, y, width: 13, height: 18 }, 3, INK);
  return { x, y, width: letters * 16 - 3, height: 18 };
}

function expectBoxes(found: readonly Box[], wanted: readonly Box[]): void {
  expect(found).toHaveLength(wanted.length);
  for (const box of wanted) {
    expect(Math.max(...found.map((other) => iouOf(uprightBounds(other), box)))).toBeGreaterThan(0.9);
  }
}

describe('titles above rows of sprites', () => {
  const drawing = new Drawing(SHEET.width, SHEET.height);
  const sprites = ROWS.flatMap((row) => spritesOf(row, 24));
  for (const box of sprites) drawing.disc(box, CREATURE);
  const titles = ROWS.map(({ y }, at) => word(drawing, 4 + (at % 3), 24, y - 24));

  it('are no parts', () => {
    expectBoxes(analyseSheet(drawing.sheet).boxes, sprites);
  });

  it('are parts for who names the smallest size', () => {
    const { boxes } = analyseSheet(drawing.sheet, { ...DEFAULT_SETTINGS, minSize: 6 });
    for (const title of titles) {
      expect(boxes.some((box) => iouOf(uprightBounds(box), title) > 0.9)).toBe(true);
    }
  });

  it('are words: a low row of sprites stays', () => {
    const page = new Drawing(SHEET.width, SHEET.height);
    for (const box of sprites) page.disc(box, CREATURE);
    const low = [8, 152].flatMap((y) =>
      Array.from({ length: 3 }, (_, k) => ({ x: 20 + k * 70, y, width: 46, height: 25 })),
    );
    for (const box of low) page.fill(box, CREATURE);
    expectBoxes(analyseSheet(page.sheet).boxes, [...sprites, ...low]);
  });
});

describe('sprites of two halves', () => {
  it('are whole where all others lie far', () => {
    const drawing = new Drawing(SHEET.width, SHEET.height);
    const sprites = ROWS.flatMap((row) => spritesOf(row, 24));
    for (const box of sprites) {
      if (box.height < 60) drawing.disc(box, CREATURE);
      else {
        const half = (box.height - 4) / 2;
        drawing.fill({ ...box, height: half }, CREATURE);
        drawing.fill({ ...box, y: box.y + half + 4, height: half }, CREATURE);
      }
    }
    expectBoxes(analyseSheet(drawing.sheet).boxes, sprites);
  });

  it('are two where the next lies as near', () => {
    const drawing = new Drawing(400, 300);
    const halves: Box[] = [];
    for (let row = 0; row < 6; row++) {
      for (let column = 0; column < 8; column++)
        halves.push({ x: 10 + column * 46, y: 10 + row * 46, width: 40, height: 40 });
    }
    for (const box of halves) drawing.fill(box, CREATURE);
    expectBoxes(analyseSheet(drawing.sheet).boxes, halves);
  });
});
