/** Shapes of points: beside its colour each kind of point has one, for eyes and themes that tell no colours apart. */
export const pointShapes = ['disc', 'square', 'diamond', 'triangle', 'cross'] as const;
export type PointShape = (typeof pointShapes)[number];

/** Whether the shape covers a place; `dx` and `dy` from its middle, in radii. */
function covers(shape: PointShape, dx: number, dy: number): boolean {
  switch (shape) {
    case 'disc':
      return dx * dx + dy * dy <= 1;
    case 'square':
      return Math.max(Math.abs(dx), Math.abs(dy)) <= 0.85;
    case 'diamond':
      return Math.abs(dx) + Math.abs(dy) <= 1.2;
    case 'triangle':
      return dy <= 0.8 && dy >= -1 + 2 * Math.abs(dx);
    case 'cross':
      return Math.min(Math.abs(dx), Math.abs(dy)) <= 0.4;
  }
}

/** Pixels that a shape covers, as pairs dx, dy from its middle; `radius` in pixels. */
export function shapePixels(shape: PointShape, radius: number): Int8Array {
  const pixels: number[] = [];
  const reach = Math.ceil(radius);
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++)
      if (Math.max(Math.abs(dx), Math.abs(dy)) <= radius && covers(shape, dx / (radius + 0.3), dy / (radius + 0.3)))
        pixels.push(dx, dy);
  return Int8Array.from(pixels);
}

/** The shape as an SVG path around 0, `radius` in the units of the picture. */
export function shapePath(shape: PointShape, radius: number): string {
  const r = radius;
  const d = 1.2 * r;
  const arm = 0.4 * r;
  switch (shape) {
    case 'disc':
      return `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
    case 'square':
      return `M${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z`;
    case 'diamond':
      return `M${-d} 0l${d} ${-d}l${d} ${d}l${-d} ${d}z`;
    case 'triangle':
      return `M0 ${-r}l${r} ${1.8 * r}h${-2 * r}z`;
    case 'cross':
      return `M${-arm} ${-r}h${2 * arm}v${r - arm}h${r - arm}v${2 * arm}h${arm - r}v${r - arm}h${-2 * arm}v${arm - r}h${arm - r}v${-2 * arm}h${r - arm}z`;
  }
}
