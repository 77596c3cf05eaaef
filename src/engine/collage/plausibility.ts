import { heightOf, widthOf } from '../../core/boxes';
import type { Group } from './grouping';

/** Bins of the histograms that stand in for sorting: sheets are read in hundreds of ways. */
const SIZE_BINS = 256;
const SHAPE_BINS = 96;
/** Bins per unit of the natural logarithm. */
const SIZE_STEPS = 20;
const SHAPE_STEPS = 24;
/** The histograms of the reading that is looked at. */
const WEIGHTS = new Float64Array(SIZE_BINS);
const SHAPES = new Uint32Array(SHAPE_BINS);

/** A group below this share of the typical size is a speck. */
const SPECK = 0.2;

/** Fewer solid boxes may be parts of one picture. */
const LEAST_PICTURES = 4;

/** Natural logarithms of lengths in pixels. */
const LOGS = Float64Array.from({ length: 4096 }, (_, length) => Math.log(length));

function logOf(length: number): number {
  return length < LOGS.length ? LOGS[length] : Math.log(length);
}

/** Side of the square with the group's area, in pixels. */
export function sizeOf(group: Group): number {
  return Math.sqrt(widthOf(group) * heightOf(group));
}

/** Size in pixels below which a group is a speck: relative to the size below which half of the boxed area lies. */
export function speckSize(groups: readonly Group[]): number {
  const weights = WEIGHTS.fill(0);
  let total = 0;
  for (const group of groups) {
    const width = widthOf(group);
    const height = heightOf(group);
    const log = 0.5 * (logOf(width) + logOf(height));
    weights[Math.min(SIZE_BINS - 1, Math.floor(log * SIZE_STEPS))] += width * height;
    total += width * height;
  }
  let bin = 0;
  for (let sum = weights[0]; sum < total / 2 && bin < SIZE_BINS - 1;) sum += weights[++bin];
  return Math.max(4, SPECK * Math.exp((bin + 0.5) / SIZE_STEPS));
}

/**
 * How much a reading looks like a sheet: many objects of one size and shape, few specks, boxes that their content
 * fills, seen at a low threshold. Comparable within one sheet. The weights were fitted on drawn sheets and on real
 * sprite sheets (bench/collage).
 */
export function plausibilityOf(groups: readonly Group[], threshold: number): number {
  const least = speckSize(groups);
  const shapes = SHAPES.fill(0);
  let count = 0;
  let sum = 0;
  let squares = 0;
  let boxed = 0;
  let content = 0;
  for (const group of groups) {
    const width = widthOf(group);
    const height = heightOf(group);
    const area = width * height;
    boxed += area;
    content += group.area;
    if (area < least * least) continue;
    const across = logOf(width);
    const down = logOf(height);
    const log = 0.5 * (across + down);
    sum += log;
    squares += log * log;
    count++;
    shapes[Math.min(SHAPE_BINS - 1, Math.floor(Math.abs(across - down) * SHAPE_STEPS))]++;
  }
  if (count === 0) return -Infinity;
  const spread = Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  return (
    0.58 * Math.log(Math.min(200, count)) -
    1.6 * spread -
    0.12 * (1 - count / groups.length) -
    0.3 * shapeAt(shapes, count, 0.9) -
    0.36 * shapeAt(shapes, count, 0.5) -
    0.2 * (threshold / 32) +
    0.36 * (content / boxed) +
    (count < LEAST_PICTURES ? 0 : 0.2 * solidity(content / boxed)) -
    (count < 2 ? 0.25 : 0)
  );
}

/** How surely boxes filled to this share are pictures that nothing was united with, 0 to 1: a gap inside shows. */
function solidity(fill: number): number {
  return Math.max(0, Math.min(1, (fill - 0.9) / 0.08));
}

/** Quantile of |ln(width / height)| from its histogram. */
function shapeAt(shapes: Uint32Array, count: number, at: number): number {
  let left = (count - 1) * at;
  for (let bin = 0; bin < SHAPE_BINS; bin++) {
    left -= shapes[bin];
    if (left < 0) return (bin + 0.5) / SHAPE_STEPS;
  }
  return SHAPE_BINS / SHAPE_STEPS;
}
