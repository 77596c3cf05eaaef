import type { Box } from '../../../src/core/boxes';
import type { RawSheet } from '../../../src/engine/collage/rawSheet';

type Colour = readonly [red: number, green: number, blue: number];

/** A small drawing surface for sheets with known boxes. */
export class Drawing {
  readonly data: Uint8Array;

  constructor(
    readonly width: number,
    readonly height: number,
    paper: Colour = [255, 255, 255],
    readonly channels: 3 | 4 = 3,
  ) {
    this.data = new Uint8Array(width * height * channels);
    if (channels === 3) this.fill({ x: 0, y: 0, width, height }, paper);
  }

  get sheet(): RawSheet {
    return { data: this.data, width: this.width, height: this.height, channels: this.channels };
  }

  fill(box: Box, [r, g, b]: Colour): void {
    for (let y = box.y; y < box.y + box.height; y++) {
      for (let x = box.x; x < box.x + box.width; x++)
        this.data.set([r, g, b, 255].slice(0, this.channels), this.at(x, y));
    }
  }

  frame(box: Box, thick: number, colour: Colour): void {
    this.fill({ ...box, height: thick }, colour);
    this.fill({ ...box, y: box.y + box.height - thick, height: thick }, colour);
    this.fill({ ...box, width: thick }, colour);
    this.fill({ ...box, x: box.x + box.width - thick, width: thick }, colour);
  }

  disc(box: Box, colour: Colour): void {
    for (let y = 0; y < box.height; y++) {
      const half = (y + 0.5) / box.height - 0.5;
      const reach = Math.round(box.width * Math.sqrt(0.25 - half * half));
      this.fill({ x: box.x + box.width / 2 - reach, y: box.y + y, width: 2 * reach, height: 1 }, colour);
    }
  }

  /** A ring with a loose dot in it: two parts that are one symbol. */
  symbol(box: Box, colour: Colour): void {
    this.frame(box, Math.max(2, box.width >> 3), colour);
    const dot = Math.max(2, box.width >> 2);
    this.fill(
      { x: box.x + ((box.width - dot) >> 1), y: box.y + ((box.height - dot) >> 1), width: dot, height: dot },
      colour,
    );
  }

  /** Adds `offset(x, y)` to every channel. */
  shade(offset: (x: number, y: number) => number): void {
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        const at = this.at(x, y);
        const by = offset(x, y);
        for (let c = 0; c < 3; c++) this.data[at + c] = Math.max(0, Math.min(255, this.data[at + c] + by));
      }
    }
  }

  private at(x: number, y: number): number {
    return (y * this.width + x) * this.channels;
  }
}

/** Numbers from 0 to 1 by a linear congruential generator (Numerical Recipes). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Equal cells: boxes of `size` pixels, `gap` apart. */
export function cells(columns: number, rows: number, size: number, gap: number, margin = gap): Box[] {
  return Array.from({ length: rows * columns }, (_, i) => ({
    x: margin + (i % columns) * (size + gap),
    y: margin + Math.floor(i / columns) * (size + gap),
    width: size,
    height: size,
  }));
}
