const margin = 20;
const mostZoom = 200;

/** Which part of the map is seen: the map's 0 to 1 in pixels of a stage, with zoom around a place and pan. */
export class MapViewport {
  /** 1: the whole map fits. */
  zoom = 1;
  private centreX = 0.5;
  private centreY = 0.5;
  private width = 1;
  private height = 1;

  resize(width: number, height: number): void {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
  }

  /** Pixels for the map's whole side. */
  get scale(): number {
    return Math.max(1, Math.min(this.width, this.height) - 2 * margin) * this.zoom;
  }

  /** Pixels of the map's 0. */
  get left(): number {
    return this.width / 2 - this.centreX * this.scale;
  }

  get top(): number {
    return this.height / 2 - this.centreY * this.scale;
  }

  toMap(px: number, py: number): [x: number, y: number] {
    return [(px - this.left) / this.scale, (py - this.top) / this.scale];
  }

  toPixels(x: number, y: number): [px: number, py: number] {
    return [this.left + x * this.scale, this.top + y * this.scale];
  }

  panBy(dx: number, dy: number): void {
    this.moveTo(this.centreX - dx / this.scale, this.centreY - dy / this.scale);
  }

  /** Magnifies; what lies under the pixel stays there. */
  zoomBy(factor: number, px = this.width / 2, py = this.height / 2): void {
    const [x, y] = this.toMap(px, py);
    this.zoom = Math.max(1, Math.min(mostZoom, this.zoom * factor));
    this.moveTo(x - (px - this.width / 2) / this.scale, y - (py - this.height / 2) / this.scale);
    if (this.zoom === 1) this.moveTo(0.5, 0.5);
  }

  fit(): void {
    this.zoom = 1;
    this.moveTo(0.5, 0.5);
  }

  /** Moves only where the place is not in sight. */
  bringIntoSight(x: number, y: number): void {
    const [px, py] = this.toPixels(x, y);
    const isSeen = px >= margin && px <= this.width - margin && py >= margin && py <= this.height - margin;
    if (!isSeen) this.moveTo(x, y);
  }

  private moveTo(x: number, y: number): void {
    this.centreX = Math.max(0, Math.min(1, x));
    this.centreY = Math.max(0, Math.min(1, y));
  }
}
