import { oklch } from '../color';
import { blob, smooth, type Point } from '../paths';
import type { Random } from '../random';
import { circle, drawPaper } from '../scenery';
import { svg, type SvgCanvas } from '../svgCanvas';

export const sheetColumns = 8;
export const sheetRows = 5;

/** Forty invented letters in ink on paper, none touching another. */
export function drawSymbolSheet(canvas: SvgCanvas, random: Random): void {
  drawPaper(canvas, random);
  const [cellWidth, cellHeight] = [canvas.width / sheetColumns, canvas.height / sheetRows];
  const size = Math.min(cellWidth, cellHeight);
  canvas.group(`fill="none" stroke-linecap="round" stroke-linejoin="round"`, () => {
    for (let row = 0; row < sheetRows; row++)
      for (let column = 0; column < sheetColumns; column++) {
        const x = cellWidth * (column + 0.5) + size * random.range(-0.05, 0.05);
        const y = cellHeight * (row + 0.5) + size * random.range(-0.05, 0.05);
        const turn = random.range(-9, 9);
        canvas.group(svg`transform="translate(${x} ${y}) rotate(${turn})"`, () =>
          drawSymbol(canvas, random, size * random.range(0.26, 0.34)),
        );
      }
  });
}

/** One symbol around the origin within `reach` pixels; its strokes cross, so that it is one piece of ink. */
function drawSymbol(canvas: SvgCanvas, random: Random, reach: number): void {
  const ink = oklch(random.range(0.18, 0.3), 0.03, random.pick([260, 40, 300]));
  const width = reach * random.range(0.12, 0.2);
  const stem = stroke(random, reach, random.range(60, 120));
  canvas.add(strokeMarkup(stem, ink, width));
  const strokes = random.int(1, 3);
  for (let i = 0; i < strokes; i++) {
    const from = random.pick(stem);
    const kind = random.pick(['stroke', 'ring', 'blot', 'stroke']);
    if (kind === 'ring')
      canvas.add(
        svg`<path d="${blob(random, from[0] * 0.7, from[1] * 0.7, reach * 0.3, reach * 0.26, 0.2)}" stroke="${ink}" stroke-width="${width * 0.8}"/>`,
      );
    else if (kind === 'blot') canvas.add(circle(from[0], from[1], width * 1.1, ink));
    else canvas.add(strokeMarkup([from, ...stroke(random, reach, random.range(-50, 50)).slice(1)], ink, width * 0.85));
  }
}

function stroke(random: Random, reach: number, degrees: number): Point[] {
  const angle = (degrees * Math.PI) / 180;
  const bend = random.range(-0.5, 0.5);
  return [-1, -0.35, 0.35, 1].map((along): Point => {
    const aside = bend * (1 - along * along) + random.range(-0.12, 0.12);
    const [x, y] = [
      Math.cos(angle) * along - Math.sin(angle) * aside,
      Math.sin(angle) * along + Math.cos(angle) * aside,
    ];
    return [x * reach * 0.9, y * reach * 0.9];
  });
}

function strokeMarkup(points: readonly Point[], ink: string, width: number): string {
  return svg`<path d="${smooth(points)}" stroke="${ink}" stroke-width="${width}"/>`;
}
