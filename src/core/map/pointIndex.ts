const perCell = 4;

/** Points of a plane, 0 to 1 on both axes, in square cells, so that the nearest of 100,000 is found at once. */
export class PointIndex {
  private readonly side: number;
  /** [side * side + 1] where each cell's points begin. */
  private readonly starts: Uint32Array;
  private readonly points: Uint32Array;

  constructor(
    private readonly x: Float32Array,
    private readonly y: Float32Array,
  ) {
    this.side = Math.max(1, Math.min(512, Math.ceil(Math.sqrt(x.length / perCell))));
    this.starts = new Uint32Array(this.side * this.side + 1);
    for (let i = 0; i < x.length; i++) this.starts[this.cellOf(i) + 1]++;
    for (let cell = 0; cell < this.side * this.side; cell++) this.starts[cell + 1] += this.starts[cell];
    const next = this.starts.slice();
    this.points = new Uint32Array(x.length);
    for (let i = 0; i < x.length; i++) this.points[next[this.cellOf(i)]++] = i;
  }

  /** The `count` nearest points within `reach` that are accepted, the nearest first; fewer where there are fewer. */
  nearest(x: number, y: number, reach: number, count: number, accepts: (point: number) => boolean): number[] {
    const found: { point: number; distance: number }[] = [];
    const rings = Math.min(this.side, Math.ceil(reach * this.side) + 1);
    const [column, line] = [this.along(x), this.along(y)];
    for (let ring = 0; ring <= rings; ring++) {
      // What lies in this ring or further out is farther than this.
      const least = Math.max(0, ring - 1) / this.side;
      if (found.length === count && found[count - 1].distance <= least * least) break;
      this.eachOfRing(column, line, ring, (point) => {
        const distance = (this.x[point] - x) ** 2 + (this.y[point] - y) ** 2;
        if (distance > reach * reach || !accepts(point)) return;
        if (found.length === count && distance >= found[count - 1].distance) return;
        const at = found.findIndex((other) => other.distance > distance);
        found.splice(at < 0 ? found.length : at, 0, { point, distance });
        if (found.length > count) found.pop();
      });
    }
    return found.map(({ point }) => point);
  }

  /**
   * The accepted point that lies nearest in a direction (a unit vector along an axis), among those within 45 degrees of
   * it; what lies aside counts double. Undefined where there is none.
   */
  inDirection(
    from: number,
    [dx, dy]: readonly [number, number],
    accepts: (point: number) => boolean,
  ): number | undefined {
    let best: number | undefined;
    let least = Infinity;
    const [x, y] = [this.x[from], this.y[from]];
    for (let point = 0; point < this.x.length; point++) {
      const ahead = (this.x[point] - x) * dx + (this.y[point] - y) * dy;
      const aside = Math.abs((this.x[point] - x) * dy + (this.y[point] - y) * dx);
      if (ahead <= 0 || aside > ahead) continue;
      const cost = ahead + 2 * aside;
      if (cost < least && accepts(point)) {
        least = cost;
        best = point;
      }
    }
    return best;
  }

  private eachOfRing(column: number, line: number, ring: number, visit: (point: number) => void): void {
    for (let cy = line - ring; cy <= line + ring; cy++) {
      if (cy < 0 || cy >= this.side) continue;
      const step = Math.abs(cy - line) === ring || ring === 0 ? 1 : 2 * ring;
      for (let cx = column - ring; cx <= column + ring; cx += step) {
        if (cx < 0 || cx >= this.side) continue;
        const cell = cy * this.side + cx;
        for (let at = this.starts[cell]; at < this.starts[cell + 1]; at++) visit(this.points[at]);
      }
    }
  }

  private along(value: number): number {
    return Math.max(0, Math.min(this.side - 1, Math.floor(value * this.side)));
  }

  private cellOf(point: number): number {
    return this.along(this.y[point]) * this.side + this.along(this.x[point]);
  }
}
