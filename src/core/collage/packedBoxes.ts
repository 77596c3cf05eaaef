import type { Box } from '../boxes';

/** Numbers of each box: x, y, width, height, angle. */
const stride = 5;

/** Boxes as [n, 5] float64: thousands of objects cost every process that hands them on more than finding them does. */
export function packBoxes(boxes: readonly Box[]): Float64Array {
  const packed = new Float64Array(boxes.length * stride);
  boxes.forEach(({ x, y, width, height, angle = 0 }, i) => packed.set([x, y, width, height, angle], i * stride));
  return packed;
}

export function unpackBoxes(packed: Float64Array): Box[] {
  return Array.from({ length: Math.floor(packed.length / stride) }, (_, i) => {
    const [x, y, width, height, angle] = packed.subarray(i * stride, (i + 1) * stride);
    return angle === 0 ? { x, y, width, height } : { x, y, width, height, angle };
  });
}
