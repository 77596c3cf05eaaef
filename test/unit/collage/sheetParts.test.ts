import { describe, expect, it } from 'vitest';
import {
  addPart,
  changeSelected,
  cutSelected,
  foundAnew,
  labelSelected,
  mergeSelected,
  moveSelected,
  noParts,
  partAt,
  partsIn,
  removeSelected,
  rotateSelected,
  select,
  stepFrom,
  type SheetParts,
} from '../../../src/core/collage/sheetParts';
import { fromBox, handles, handleSides, resizeBox, rotateBox, toBox } from '../../../src/core/collage/partGeometry';
import { cells } from './drawSheet';

const sheet = { width: 400, height: 300 };
const found = foundAnew(cells(3, 2, 40, 20), noParts);
const pick = (state: SheetParts, ...numbers: number[]) =>
  select(
    state,
    numbers.map((number) => state.parts[number - 1]),
  );
const numbers = (state: SheetParts) => [...state.selected].map((part) => state.parts.indexOf(part) + 1).sort();

describe('corrections', () => {
  it('merge the selected parts into the box around them, numbered anew', () => {
    const merged = mergeSelected(pick(found, 1, 2));
    expect(merged.parts).toHaveLength(5);
    expect(merged.parts[0]).toMatchObject({ x: 20, y: 20, width: 100, height: 40, byHand: true });
    expect(numbers(merged)).toEqual([1]);
    expect(mergeSelected(pick(found, 1))).toEqual(pick(found, 1));
  });

  it('keep a class through a merge only where the parts agree', () => {
    const cats = labelSelected(pick(found, 1, 2), 'cat');
    expect(mergeSelected(cats).parts[0].label).toBe('cat');
    expect(mergeSelected(pick(cats, 1, 3)).parts[0].label).toBeUndefined();
    expect(labelSelected(pick(cats, 1), undefined).parts[0]).not.toHaveProperty('label');
  });

  it('cut in halves across, turned boxes along their own axes', () => {
    const halves = cutSelected(pick(found, 1), 'x');
    expect(halves.parts.slice(0, 2)).toMatchObject([
      { x: 20, width: 20 },
      { x: 40, width: 20 },
    ]);
    const turned = addPart(noParts, { x: 100, y: 100, width: 80, height: 20, angle: 90 });
    const pieces = cutSelected(turned, 'x', 0.25).parts;
    expect(pieces.map(({ width, angle }) => [width, angle])).toEqual([
      [20, 90],
      [60, 90],
    ]);
    // Turned by 90 degrees, its left end is on top: at the top of what it covered.
    expect(fromBox({ x: -10, y: 0 }, pieces[0]).y).toBeCloseTo(70, 5);
  });

  it('remove, select what follows, and stay removed when the boxes are found anew', () => {
    const less = removeSelected(pick(found, 2, 3));
    expect(less.parts).toHaveLength(4);
    expect(numbers(less)).toEqual([2]);
    expect(foundAnew(cells(3, 2, 40, 20), less).parts).toHaveLength(4);
  });

  it('leave a box by hand alone when the boxes are found anew, and the parts in it away', () => {
    const merged = mergeSelected(pick(found, 1, 2));
    const drawn = addPart(merged, { x: 300, y: 200, width: 50, height: 50 });
    const again = foundAnew(cells(3, 2, 40, 20), drawn);
    expect(again.parts).toHaveLength(6);
    expect(again.parts.filter(({ byHand }) => byHand)).toHaveLength(2);
  });

  it('stay in the place of a box that is found anew, also where they are much smaller', () => {
    const quarters = cutSelected(cutSelected(pick(found, 1), 'x'), 'y');
    const again = foundAnew(cells(3, 2, 40, 20), quarters);
    expect(again.parts).toHaveLength(9);
    expect(again.parts.filter(({ byHand }) => byHand)).toHaveLength(4);
    const small = changeSelected(pick(found, 1), (part) => ({ ...part, width: part.width / 4 }));
    expect(foundAnew(cells(3, 2, 40, 20), small).parts).toHaveLength(6);
    const away = moveSelected(moveSelected(pick(found, 6), 100, 0, sheet), 0, 100, sheet);
    expect(foundAnew(cells(3, 2, 40, 20), away).parts).toHaveLength(6);
    // What was found is noted once, however often it is changed.
    expect(away.removed).toHaveLength(1);
  });

  it('know a crooked box that was removed', () => {
    const crooked = [{ x: 100, y: 100, width: 160, height: 40, angle: 20 }];
    const less = removeSelected(pick(foundAnew(crooked, noParts), 1));
    expect(foundAnew(crooked, less).parts).toEqual([]);
  });

  it('move no further than the sheet reaches', () => {
    const [part] = moveSelected(pick(found, 1), -100, 7, sheet).selected;
    expect(part).toMatchObject({ x: 0, y: 27 });
    const both = moveSelected(pick(found, 3, 6), 1000, 0, sheet);
    for (const moved of both.selected) expect(moved.x + moved.width).toBe(400);
  });

  it('rotate about the middle, and back to an upright box', () => {
    const turned = rotateSelected(pick(found, 1), 15);
    expect([...turned.selected][0].angle).toBe(15);
    expect([...rotateSelected(turned, -15).selected][0]).not.toHaveProperty('angle');
    expect(rotateBox({ x: 0, y: 0, width: 1, height: 1, angle: 170 }, 20).angle).toBe(-170);
  });
});

describe('selecting', () => {
  it('takes the smallest box at a point, and those whose middle lies in a rubber band', () => {
    const around = addPart(found, { x: 0, y: 0, width: 200, height: 200 });
    expect(partAt(around, { x: 30, y: 30 }, 0)).toMatchObject({ x: 20, y: 20, width: 40 });
    expect(partAt(around, { x: 190, y: 190 }, 0)).toMatchObject({ width: 200 });
    expect(partAt(around, { x: 300, y: 30 }, 4)).toBeUndefined();
    expect(partsIn(found, { x: 0, y: 0, width: 130, height: 80 })).toHaveLength(2);
  });

  it('steps through the parts in reading order and around', () => {
    expect(stepFrom(found, 1)).toBe(found.parts[0]);
    expect(stepFrom(pick(found, 6), 1)).toBe(found.parts[0]);
    expect(stepFrom(pick(found, 1), -1)).toBe(found.parts[5]);
    expect(stepFrom(noParts, 1)).toBeUndefined();
  });
});

describe('resizing', () => {
  it.each(handles)('by %s leaves the opposite side where it is, also of a turned box', (handle) => {
    const sides = handleSides(handle);
    for (const angle of [0, 30]) {
      const box = { x: 100, y: 100, width: 60, height: 40, ...(angle !== 0 && { angle }) };
      const opposite = fromBox({ x: -sides.x * 30, y: -sides.y * 20 }, box);
      const to = fromBox({ x: sides.x * 45, y: sides.y * 25 }, box);
      const resized = resizeBox(box, handle, to, sheet);
      expect(resized.width).toBeCloseTo(sides.x === 0 ? 60 : 75, 5);
      expect(resized.height).toBeCloseTo(sides.y === 0 ? 40 : 45, 5);
      const stays = toBox(opposite, resized);
      expect(stays.x).toBeCloseTo((-sides.x * resized.width) / 2, 5);
      expect(stays.y).toBeCloseTo((-sides.y * resized.height) / 2, 5);
    }
  });

  it('never turns a box inside out nor leaves the sheet', () => {
    const box = { x: 100, y: 100, width: 60, height: 40 };
    expect(resizeBox(box, 'e', { x: 0, y: 0 }, sheet)).toMatchObject({ x: 100, width: 2 });
    expect(resizeBox(box, 'se', { x: 9000, y: 9000 }, sheet)).toMatchObject({
      x: 100,
      y: 100,
      width: 300,
      height: 200,
    });
  });
});
