import type { Box, Size } from '../../src/core/boxes';
import type { Point } from '../../src/core/collage/partGeometry';

const step = 1.25;
const largest = 32;

/** How far a wheel was turned, in steps of the zoom: a notch is one, a touchpad sends many small parts of one. */
export function wheelSteps({ deltaY, deltaMode }: Pick<WheelEvent, 'deltaY' | 'deltaMode'>): number {
  const perNotch = deltaMode === 0 ? 100 : 3;
  return Math.max(-1, Math.min(1, deltaY / perNotch));
}

/** Which part of a sheet is shown: screen pixels per pixel of the sheet, and where its corner lies on the screen. */
export class Viewport {
  scale = 1;
  x = 0;
  y = 0;
  /** The whole sheet is shown, and stays so when the place for it changes. */
  isFitted = true;
  private place: Size = { width: 1, height: 1 };

  resize(place: Size, sheet: Size): void {
    this.place = place;
    if (this.isFitted) this.fit(sheet);
    else this.keepIn(sheet);
  }

  fit(sheet: Size): void {
    this.scale = this.wholeScale(sheet);
    this.isFitted = true;
    this.keepIn(sheet);
  }

  /** Magnifies about a point of the screen; a sheet never gets smaller than whole, or its own pixels where that is less. */
  zoom(steps: number, sheet: Size, about: Point = { x: this.place.width / 2, y: this.place.height / 2 }): void {
    const whole = this.wholeScale(sheet);
    const scale = Math.max(Math.min(1, whole), Math.min(largest, this.scale * step ** steps));
    if (steps < 0 && Math.abs(scale / whole - 1) < 0.001) return this.fit(sheet);
    const at = this.toSheet(about);
    this.scale = scale;
    this.x = about.x - at.x * this.scale;
    this.y = about.y - at.y * this.scale;
    this.isFitted = false;
    this.keepIn(sheet);
  }

  pan(dx: number, dy: number, sheet: Size): void {
    this.x += dx;
    this.y += dy;
    this.isFitted = false;
    this.keepIn(sheet);
  }

  /** Brings a box into sight; of one that is larger than the place, its upper left. */
  reveal({ x, y, width, height }: Box, sheet: Size): void {
    if (this.isFitted) return;
    const margin = 24;
    const by = (from: number, to: number, size: number): number => {
      const back = Math.min(0, size - margin - to);
      return from + back < margin ? margin - from : back;
    };
    const from = this.toScreen({ x, y });
    const to = this.toScreen({ x: x + width, y: y + height });
    const dx = by(from.x, to.x, this.place.width);
    const dy = by(from.y, to.y, this.place.height);
    if (dx !== 0 || dy !== 0) this.pan(dx, dy, sheet);
  }

  toSheet({ x, y }: Point): Point {
    return { x: (x - this.x) / this.scale, y: (y - this.y) / this.scale };
  }

  toScreen({ x, y }: Point): Point {
    return { x: x * this.scale + this.x, y: y * this.scale + this.y };
  }

  private wholeScale(sheet: Size): number {
    const margin = 12;
    const { width, height } = this.place;
    return Math.max(0.001, Math.min((width - 2 * margin) / sheet.width, (height - 2 * margin) / sheet.height, 8));
  }

  /** A sheet smaller than its place stands in the middle; a larger one never leaves it. */
  private keepIn(sheet: Size): void {
    const within = (at: number, size: number, place: number): number => {
      const margin = 40;
      if (size <= place) return (place - size) / 2;
      return Math.max(place - size - margin, Math.min(margin, at));
    };
    this.x = within(this.x, sheet.width * this.scale, this.place.width);
    this.y = within(this.y, sheet.height * this.scale, this.place.height);
  }
}
