import { fromBox, handles, type Point } from '../../src/core/collage/partGeometry';
import type { SheetParts } from '../../src/core/collage/sheetParts';
import type { SheetPart } from '../../src/core/collage/splitDecision';
import { clampBox, padBox, type Box, type Size } from '../../src/core/boxes';
import { handlePoints, handleSize } from './sheetHandles';
import type { Viewport } from './viewport';

/** Colours of the theme, read where they may have changed. */
export interface SheetColours {
  readonly box: string;
  readonly selected: string;
  readonly text: string;
  readonly plate: string;
  readonly paper: string;
  /** Of a number on a selected box. */
  readonly onSelected: string;
}

/** The colours of VS Code's theme that the sheet is drawn in. */
export function readColours(element: HTMLElement): SheetColours {
  const style = getComputedStyle(element);
  const colour = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  const foreground = colour('--vscode-foreground', 'CanvasText');
  const background = colour('--vscode-editor-background', 'Canvas');
  return {
    box: colour('--vscode-charts-blue', foreground),
    selected: colour('--vscode-focusBorder', foreground),
    text: foreground,
    plate: background,
    paper: background,
    onSelected: colour('--vscode-button-foreground', background),
  };
}

export interface Drawn {
  readonly picture: CanvasImageSource | undefined;
  readonly parts: SheetParts;
  readonly padding: number;
  readonly sheet: { readonly width: number; readonly height: number };
  /** Being drawn by hand: a new box, a rubber band, a line that cuts. */
  readonly stroke?: { readonly kind: 'box' | 'band' | 'line'; readonly from: Point; readonly to: Point };
}

/** Numbers are drawn where a box is at least this wide and high on the screen. */
const numberFrom = 12;
/** Inside a box of this width and height, above a smaller one. */
const insideFrom = 64;
const plateHeight = 14;

/** Draws the sheet, its boxes and what is under the hand. `ratio` is device pixels per screen pixel. */
export function drawSheet(
  context: CanvasRenderingContext2D,
  view: Viewport,
  { picture, parts, padding, sheet, stroke: hand }: Drawn,
  colours: SheetColours,
  ratio: number,
): void {
  const { canvas } = context;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, canvas.width / ratio, canvas.height / ratio);
  context.fillStyle = picture ? ground(context, colours) : colours.paper;
  context.fillRect(view.x, view.y, sheet.width * view.scale, sheet.height * view.scale);
  context.imageSmoothingEnabled = view.scale < 3;
  if (picture) context.drawImage(picture, view.x, view.y, sheet.width * view.scale, sheet.height * view.scale);
  const others = parts.parts.filter((part) => !parts.selected.has(part));
  const outlines = pathAround(view, others);
  stroke(context, outlines, colours.paper, 3);
  stroke(context, outlines, colours.box, 1.5);
  const chosen = [...parts.selected];
  if (padding > 0) {
    context.setLineDash([3, 3]);
    stroke(context, pathAround(view, parts.parts, padding, sheet), colours.box, 1);
    context.setLineDash([]);
  }
  const selection = pathAround(view, chosen);
  stroke(context, selection, colours.paper, 5);
  stroke(context, selection, colours.selected, 3);
  if (chosen.length === 1) drawHandles(context, view, chosen[0], colours);
  drawNumbers(context, view, parts, colours);
  if (hand) drawStroke(context, view, hand, colours);
}

/** Sides of the squares that show where a picture is clear, in device pixels. */
const squareSide = 8;
let lastGround: { readonly of: SheetColours; readonly pattern: CanvasPattern | string } | undefined;

/**
 * What lies below a picture that is clear in places: squares of two greys between the theme's colours, so that both dark
 * and light ink stand out.
 */
function ground(context: CanvasRenderingContext2D, of: SheetColours): CanvasPattern | string {
  if (lastGround?.of === of) return lastGround.pattern;
  const tile = document.createElement('canvas');
  tile.width = tile.height = 2 * squareSide;
  const squares = tile.getContext('2d');
  if (!squares) return of.paper;
  const fill = (colour: string, alpha: number, x: number, side: number): void => {
    squares.globalAlpha = alpha;
    squares.fillStyle = colour;
    squares.fillRect(x, x, side, side);
  };
  fill(of.paper, 1, 0, 2 * squareSide);
  fill(of.text, 0.5, 0, 2 * squareSide);
  fill(of.text, 0.15, 0, squareSide);
  fill(of.text, 0.15, squareSide, squareSide);
  const pattern = context.createPattern(tile, 'repeat') ?? of.paper;
  lastGround = { of, pattern };
  return pattern;
}

/** All of them in one path, which is drawn at once. Of the paper around a box only what lies on the sheet is cut. */
function pathAround(view: Viewport, boxes: readonly Box[], padding = 0, sheet?: Size): Path2D {
  const path = new Path2D();
  for (const box of boxes) {
    if (!box.angle) {
      const padded = padBox(box, padding);
      const { x, y, width, height } = (sheet && clampBox(padded, sheet)) ?? padded;
      const corner = view.toScreen({ x, y });
      path.rect(corner.x, corner.y, width * view.scale, height * view.scale);
      continue;
    }
    const corners = cornersOf(box, padding).map((corner) => view.toScreen(corner));
    corners.forEach(({ x, y }, i) => (i === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
    path.closePath();
  }
  return path;
}

function stroke(context: CanvasRenderingContext2D, path: Path2D, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
}

function cornersOf(box: Box, padding: number): Point[] {
  const [x, y] = [box.width / 2 + padding, box.height / 2 + padding];
  return [
    { x: -x, y: -y },
    { x, y: -y },
    { x, y },
    { x: -x, y },
  ].map((corner) => fromBox(corner, box));
}

function drawNumbers(
  context: CanvasRenderingContext2D,
  view: Viewport,
  { parts, selected }: SheetParts,
  colours: SheetColours,
): void {
  context.font = '11px sans-serif';
  context.textBaseline = 'top';
  parts.forEach((part, i) => {
    const isSelected = selected.has(part);
    const small = Math.min(part.width, part.height) * view.scale < numberFrom;
    if (small && !(isSelected && selected.size < 10)) return;
    const { x, y } = view.toScreen(part);
    if (x < -60 || y < -20 || x > context.canvas.width || y > context.canvas.height) return;
    const text = part.label === undefined ? String(i + 1) : `${i + 1} ${part.label}`;
    const width = context.measureText(text).width + 6;
    context.fillStyle = isSelected ? colours.selected : colours.plate;
    const inset = isSelected ? handleSize / 2 : 0;
    // On a small part the number would hide what is to be judged.
    const fits = Math.min(part.width, part.height) * view.scale >= insideFrom;
    const [left, top] = fits ? [x + inset, y + inset] : [x, y - plateHeight];
    context.fillRect(left, top, width, plateHeight);
    context.fillStyle = isSelected ? colours.onSelected : colours.text;
    context.fillText(text, left + 3, top + 2);
  });
}

function drawHandles(
  context: CanvasRenderingContext2D,
  view: Viewport,
  part: SheetPart,
  { selected, paper }: SheetColours,
): void {
  const points = handlePoints(part, view);
  const turn = points[points.length - 1];
  const top = points[handles.indexOf('n')];
  context.strokeStyle = selected;
  context.fillStyle = paper;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(top.x, top.y);
  context.lineTo(turn.x, turn.y);
  context.stroke();
  context.beginPath();
  context.arc(turn.x, turn.y, handleSize / 2, 0, 2 * Math.PI);
  for (const { x, y } of points.slice(0, -1))
    context.rect(x - handleSize / 2, y - handleSize / 2, handleSize, handleSize);
  context.fill();
  context.stroke();
}

function drawStroke(
  context: CanvasRenderingContext2D,
  view: Viewport,
  { kind, from, to }: NonNullable<Drawn['stroke']>,
  colours: SheetColours,
): void {
  const [a, b] = [view.toScreen(from), view.toScreen(to)];
  context.strokeStyle = colours.selected;
  context.lineWidth = 2;
  context.setLineDash(kind === 'box' ? [] : [5, 4]);
  context.beginPath();
  if (kind === 'line') {
    context.moveTo(a.x, a.y);
    context.lineTo(b.x, b.y);
  } else context.rect(Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(a.x - b.x), Math.abs(a.y - b.y));
  context.stroke();
  context.setLineDash([]);
}
