import type { MapViewport } from './mapViewport';
import { shapePixels, type PointShape } from './pointShapes';

/** Where a point is drawn: not at all, behind all others, behind those that are meant, or before all. */
export const layers = { hidden: 0, behind: 1, dimmed: 2, full: 3 } as const;

export interface DrawnPoints {
  /** 0 to 1. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Index into `shapes` and `colours`. */
  readonly kind: Uint8Array;
  /** One of `layers`. */
  readonly layer: Uint8Array;
}

export interface PointStyle {
  readonly shapes: readonly PointShape[];
  /** [layer][kind] as the 32 bits of a canvas pixel. */
  readonly colours: readonly (readonly number[])[];
  /** In pixels of the canvas. */
  readonly radius: number;
}

/**
 * Writes points into the pixels of a canvas, [height, width] as 32 bits each, one shape after the other, those that are
 * meant last. Plain memory is quicker than canvas calls: 100,000 points are a few milliseconds. `ratio`: pixels of the
 * canvas for one of the viewport.
 */
export function drawPoints(
  pixels: Uint32Array,
  width: number,
  points: DrawnPoints,
  viewport: MapViewport,
  ratio: number,
  style: PointStyle,
): void {
  const height = pixels.length / width;
  const radius = Math.ceil(style.radius);
  const masks = style.shapes.map((shape) => shapePixels(shape, style.radius));
  const [scale, left, top] = [viewport.scale * ratio, viewport.left * ratio, viewport.top * ratio];
  const { x, y, kind, layer } = points;
  for (let drawn: number = layers.behind; drawn <= layers.full; drawn++) {
    const colours = style.colours[drawn];
    for (let i = 0; i < x.length; i++) {
      if (layer[i] !== drawn) continue;
      const px = Math.round(left + x[i] * scale);
      const py = Math.round(top + y[i] * scale);
      // What is cut by the edge is left out: no check for each of its pixels.
      if (px < radius || py < radius || px >= width - radius || py >= height - radius) continue;
      const mask = masks[kind[i]];
      const colour = colours[kind[i]];
      const middle = py * width + px;
      for (let at = 0; at < mask.length; at += 2) pixels[middle + mask[at + 1] * width + mask[at]] = colour;
    }
  }
}
