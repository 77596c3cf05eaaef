import { describe, expect, it } from 'vitest';
import { iouOf, uprightBounds, type Box } from '../../../src/core/boxes';
import { analyseSheet } from '../../../src/engine/collage/analyseSheet';
import type { RawSheet } from '../../../src/engine/collage/rawSheet';
import { DEFAULT_SETTINGS } from '../../../src/core/collage/sheetSettings';
import { cells, Drawing, randomNumbers } from './drawSheet';

const INK = [20, 25, 30] as const;

/** Every wanted box is found, in this order, and nothing else. */
async function expectBoxes(sheet: RawSheet, wanted: readonly Box[], least = 0.8): Promise<void> {
  const { boxes } = analyseSheet(sheet);
  expect(boxes).toHaveLength(wanted.length);
  wanted.forEach((box, at) => expect(iouOf(uprightBounds(boxes[at]), box)).toBeGreaterThan(least));
}

function symbols(columns: number, rows: number, size: number, gap: number, paper: readonly [number, number, number]) {
  const boxes = cells(columns, rows, size, gap);
  const drawing = new Drawing(columns * (size + gap) + gap, rows * (size + gap) + gap, paper);
  for (const box of boxes) drawing.symbol(box, paper[0] > 128 ? INK : [230, 235, 235]);
  return { boxes, drawing };
}

describe('the default settings', () => {
  it.each([
    ['white', [255, 255, 255]],
    ['dark', [35, 30, 40]],
  ] as const)('find symbols of two parts on %s paper', async (_, paper) => {
    const { boxes, drawing } = symbols(6, 4, 40, 24, paper);
    await expectBoxes(drawing.sheet, boxes);
  });

  it('find them under a gradient and grain', async () => {
    const { boxes, drawing } = symbols(8, 6, 48, 30, [235, 230, 220]);
    const random = randomNumbers(3);
    drawing.shade((x, y) => -(x + y) / 20 + (random() - 0.5) * 14);
    await expectBoxes(drawing.sheet, boxes);
  });

  it('keep sprites apart that are two pixels from each other', async () => {
    const boxes = cells(10, 5, 24, 2);
    const drawing = new Drawing(10 * 26 + 2, 5 * 26 + 2);
    boxes.forEach((box, at) => drawing.fill(box, [40 + at, 90, 160]));
    await expectBoxes(drawing.sheet, boxes);
  });

  it('keep wide pictures apart that two together would be square', async () => {
    const boxes = Array.from({ length: 12 }, (_, at) => ({
      ...{ x: 20 + (at % 6) * 134, y: 20 + Math.floor(at / 6) * 60 },
      ...{ width: 114, height: 50 },
    }));
    const drawing = new Drawing(6 * 134 + 20, 150);
    boxes.forEach((box, at) => drawing.fill(box, [40 + 10 * at, 90, 160]));
    await expectBoxes(drawing.sheet, boxes);
  });

  it('erase ruled lines', async () => {
    const boxes = cells(5, 4, 40, 40, 30);
    const drawing = new Drawing(420, 340);
    for (const box of boxes) {
      drawing.symbol(box, INK);
      drawing.frame({ x: box.x - 20, y: box.y - 20, width: 82, height: 82 }, 2, INK);
    }
    await expectBoxes(drawing.sheet, boxes);
  });

  it('cut touching stamps in the middle of their rims', async () => {
    const boxes = cells(4, 3, 90, 0, 30);
    const drawing = new Drawing(420, 330, [60, 80, 60]);
    const random = randomNumbers(5);
    for (const box of boxes) {
      drawing.fill(box, [250, 250, 250]);
      for (let y = 8; y < 82; y++) {
        for (let x = 8; x < 82; x++) {
          const grey = 40 + random() * 120;
          drawing.fill({ x: box.x + x, y: box.y + y, width: 1, height: 1 }, [grey, grey * 0.7, 60]);
        }
      }
    }
    await expectBoxes(drawing.sheet, boxes);
  });

  it('give touching stamps on pale paper their rims', async () => {
    const boxes = cells(4, 3, 90, 0, 30);
    const drawing = new Drawing(420, 330, [246, 236, 215]);
    const random = randomNumbers(11);
    for (const box of boxes) {
      drawing.fill(box, [250, 250, 250]);
      for (let y = 8; y < 82; y++) {
        for (let x = 8; x < 82; x++) {
          const grey = 30 + random() * 90;
          drawing.fill({ x: box.x + x, y: box.y + y, width: 1, height: 1 }, [grey, grey * 0.7, 60]);
        }
      }
    }
    await expectBoxes(drawing.sheet, boxes, 0.9);
  });

  it('tell black symbols that cover most of dark paper from that paper', async () => {
    const boxes = cells(15, 5, 36, 5);
    const drawing = new Drawing(15 * 41 + 5, 5 * 41 + 5, [30, 36, 34]);
    const random = randomNumbers(3);
    drawing.shade(() => (random() - 0.5) * 6);
    for (const box of boxes) drawing.disc(box, [0, 0, 0]);
    await expectBoxes(drawing.sheet, boxes);
  });

  it('see black outlines on dark paper', async () => {
    const boxes = cells(6, 4, 24, 10);
    const drawing = new Drawing(6 * 34 + 10, 4 * 34 + 10, [38, 34, 30]);
    const random = randomNumbers(7);
    for (const box of boxes) {
      drawing.fill(box, [2, 2, 2]);
      drawing.fill({ x: box.x + 4, y: box.y + 4, width: 16, height: 16 }, [240, 235, 220]);
    }
    drawing.shade(() => (random() - 0.5) * 6);
    await expectBoxes(drawing.sheet, boxes, 0.9);
  });

  it('keep sprites apart whose boxes overlap in a chain', async () => {
    const drawing = new Drawing(600, 560);
    const boxes: Box[] = [];
    for (let row = 0; row < 11; row++) {
      for (let column = 0; column < 10; column++) {
        boxes.push({ x: 6 + column * 54 + (row % 2) * 27, y: 6 + row * 47, width: 50, height: 50 });
      }
    }
    // Discs in a honeycomb: no two touch, yet every box overlaps those of the rows above and below.
    for (const box of boxes) drawing.disc(box, [150, 60, 40]);
    await expectBoxes(drawing.sheet, boxes, 0.85);
  });

  it('drop a page number', async () => {
    const { boxes, drawing } = symbols(6, 4, 50, 30, [255, 255, 255]);
    const page = new Drawing(drawing.width, drawing.height + 30);
    page.data.set(drawing.data);
    page.fill({ x: 240, y: drawing.height + 8, width: 6, height: 9 }, INK);
    await expectBoxes(page.sheet, boxes);
  });

  describe('below icons', () => {
    const boxes = cells(5, 4, 48, 70, 30);

    it('drop captions', async () => {
      const drawing = new Drawing(600, 490);
      const icons = boxes.map(({ x, y }, at) => {
        if (at % 3 === 0) drawing.symbol({ x, y, width: 48, height: 48 }, INK);
        if (at % 3 === 1) {
          for (const top of [0, 19, 38]) drawing.fill({ x, y: y + top, width: 48, height: 10 }, [160, 60, 30]);
        }
        if (at % 3 === 2) {
          drawing.disc({ x: x + 14, y, width: 20, height: 20 }, [30, 90, 160]);
          drawing.fill({ x: x + 2, y: y + 26, width: 44, height: 22 }, [60, 160, 30]);
        }
        for (let letter = 0; letter < 4; letter++)
          drawing.frame({ x: x + 8 + 7 * letter, y: y + 54, width: 9, height: 10 }, 2, INK);
        return at % 3 === 2 ? { x: x + 2, y, width: 44, height: 48 } : { x, y, width: 48, height: 48 };
      });
      await expectBoxes(drawing.sheet, icons, 0.95);
    });

    it('keep a pair of feet', async () => {
      const drawing = new Drawing(600, 490);
      for (const { x, y } of boxes) {
        drawing.symbol({ x, y, width: 48, height: 48 }, INK);
        for (const left of [8, 28]) drawing.fill({ x: x + left, y: y + 51, width: 12, height: 8 }, INK);
      }
      const whole = boxes.map((box) => ({ ...box, height: 59 }));
      await expectBoxes(drawing.sheet, whole, 0.95);
    });
  });

  it('use the alpha channel of a transparent sheet', async () => {
    const boxes = cells(5, 3, 30, 12);
    const drawing = new Drawing(222, 138, [0, 0, 0], 4);
    for (const box of boxes) drawing.fill(box, [0, 0, 0]);
    const { boxes: found, background } = analyseSheet(drawing.sheet);
    expect(background.kind).toBe('transparent');
    expect(found).toEqual(boxes);
  });

  it('straighten a crooked photograph', async () => {
    const drawing = new Drawing(500, 400);
    const random = randomNumbers(8);
    const turn = (5 * Math.PI) / 180;
    for (let y = 0; y < 400; y++) {
      for (let x = 0; x < 500; x++) {
        const u = (x - 250) * Math.cos(turn) + (y - 200) * Math.sin(turn);
        const v = (y - 200) * Math.cos(turn) - (x - 250) * Math.sin(turn);
        if (Math.abs(u) <= 130 && Math.abs(v) <= 90) {
          drawing.fill({ x, y, width: 1, height: 1 }, [30 + random() * 120, 80, 90]);
        }
      }
    }
    const { boxes } = analyseSheet(drawing.sheet);
    expect(boxes).toHaveLength(1);
    expect(boxes[0].angle).toBeCloseTo(5, 0);
    expect(boxes[0].width).toBeCloseTo(260, -1);
    expect(boxes[0].height).toBeCloseTo(180, -1);
  });

  it('recognise the grid and call the sheet a collage', async () => {
    const { drawing } = symbols(6, 4, 40, 24, [255, 255, 255]);
    const { grid, isCollage, score } = analyseSheet(drawing.sheet);
    expect(grid).toMatchObject({ rows: 4, columns: 6 });
    expect(grid?.cellWidth).toBeCloseTo(64, 0);
    expect(isCollage).toBe(true);
    expect(score).toBeGreaterThan(0.9);
  });
});

describe('settings', () => {
  it('minimum size, merge distance and padding are in pixels of the sheet', async () => {
    const drawing = new Drawing(400, 100);
    drawing.fill({ x: 20, y: 20, width: 40, height: 40 }, INK);
    drawing.fill({ x: 70, y: 20, width: 40, height: 40 }, INK);
    drawing.fill({ x: 200, y: 30, width: 12, height: 12 }, INK);
    const analyse = async (change: object) => analyseSheet(drawing.sheet, { ...DEFAULT_SETTINGS, ...change }).boxes;
    expect(await analyse({ mergeDistance: 4, minSize: 1 })).toHaveLength(3);
    expect(await analyse({ mergeDistance: 12, minSize: 1 })).toHaveLength(2);
    expect(await analyse({ mergeDistance: 4, minSize: 20 })).toHaveLength(2);
    const [padded] = await analyse({ mergeDistance: 4, minSize: 20, padding: 3 });
    expect(padded).toEqual({ x: 17, y: 17, width: 46, height: 46 });
  });

  it('a grid cuts whole cells, empty ones too, unless trimmed', async () => {
    const drawing = new Drawing(90, 60);
    drawing.fill({ x: 5, y: 5, width: 10, height: 8 }, INK);
    const grid = { rows: 2, columns: 3, trim: false };
    const whole = analyseSheet(drawing.sheet, { ...DEFAULT_SETTINGS, preset: 'grid', grid });
    expect(whole.boxes).toHaveLength(6);
    expect(whole.boxes[4]).toEqual({ x: 30, y: 30, width: 30, height: 30 });
    const trimmed = analyseSheet(drawing.sheet, {
      ...DEFAULT_SETTINGS,
      preset: 'grid',
      grid: { ...grid, trim: true },
    });
    expect(trimmed.boxes).toEqual([{ x: 5, y: 5, width: 10, height: 8 }]);
  });

  it('a grid of too many cells is refused', async () => {
    const settings = { ...DEFAULT_SETTINGS, preset: 'grid' as const, grid: { rows: 2000, columns: 2000, trim: false } };
    expect(() => analyseSheet(new Drawing(10, 10).sheet, settings)).toThrow(RangeError);
  });
});

function tinyBoxes(columns: number, rows: number): RawSheet {
  const drawing = new Drawing(columns * 12 + 6, rows * 12 + 6);
  for (const box of cells(columns, rows, 6, 6)) drawing.fill(box, INK);
  return drawing.sheet;
}

/** Processor time of the quickest of five runs, in seconds: what others do on the machine does not count. */
function leastCpu(work: () => void): number {
  const runs = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  });
  return Math.min(...runs);
}

describe('odd input', () => {
  it('one pixel, a blank sheet', async () => {
    expect(analyseSheet(new Drawing(1, 1).sheet).boxes).toEqual([]);
    const blank = analyseSheet(new Drawing(800, 900, [240, 235, 220]).sheet);
    expect(blank).toMatchObject({ boxes: [], isCollage: false });
  });

  it('pure noise is no collage', async () => {
    const drawing = new Drawing(400, 400, [128, 128, 128]);
    const random = randomNumbers(1);
    for (let i = 0; i < drawing.data.length; i++) drawing.data[i] = random() * 256;
    expect(analyseSheet(drawing.sheet).isCollage).toBe(false);
  });

  it('one giant symbol is no collage', async () => {
    const drawing = new Drawing(600, 600);
    drawing.symbol({ x: 60, y: 60, width: 480, height: 480 }, INK);
    const { boxes, isCollage } = analyseSheet(drawing.sheet);
    expect(boxes).toHaveLength(1);
    expect(isCollage).toBe(false);
  });

  it('the work for tiny boxes grows with their number', () => {
    const [few, many] = [tinyBoxes(50, 25), tinyBoxes(100, 50)];
    expect(analyseSheet(few).boxes).toHaveLength(1250);
    expect(analyseSheet(many).boxes).toHaveLength(5000);
    const seconds = leastCpu(() => analyseSheet(many));
    // Four times, and the larger sheet is looked at in half its size first; each with each is 16 times or more.
    expect(seconds / leastCpu(() => analyseSheet(few))).toBeLessThan(12);
    expect(seconds).toBeLessThan(1);
  });

  it('the same sheet twice gives the same boxes', async () => {
    const { drawing } = symbols(8, 6, 48, 30, [235, 230, 220]);
    expect(analyseSheet(drawing.sheet)).toEqual(analyseSheet(drawing.sheet));
  });
});
