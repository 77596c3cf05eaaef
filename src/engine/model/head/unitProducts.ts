import { tileColumns, tileRows } from './gemm';
import { roundUp, type Kernel } from './kernel';

/** Some rows of a block of vectors; vectors of length 0 or not finite count as zero. */
export interface VectorRows {
  /** [n, width] float32 */
  readonly vectors: Float32Array;
  readonly width: number;
  /** Which of them. */
  readonly rows: Int32Array;
}

const blockRows = 128;

/**
 * Cosines of every row with every reference. `visit` is called once per row, in order, with the index into `of.rows` and
 * the cosines, [references.rows.length] float32, a view that the next call overwrites.
 */
export function eachCosines(
  kernel: Kernel,
  of: VectorRows,
  references: VectorRows,
  visit: (index: number, cosines: Float32Array) => void,
): void {
  const { width } = of;
  const count = references.rows.length;
  if (count === 0 || of.rows.length === 0) return;
  const padded = roundUp(count, tileColumns);
  const [block, columns, product] = kernel.reserve(blockRows * width, width * padded, blockRows * padded);
  const unit = new Float32Array(width);
  references.rows.forEach((row, i) => {
    fillUnit(references, row, unit, 0);
    for (let k = 0; k < width; k++) columns.view[k * padded + i] = unit[k];
  });
  for (let from = 0; from < of.rows.length; from += blockRows) {
    const to = Math.min(of.rows.length, from + blockRows);
    for (let i = from; i < to; i++) fillUnit(of, of.rows[i], block.view, (i - from) * width);
    product.view.fill(0);
    kernel.gemm(
      ...([block.at, width * 4, 4, columns.at, padded * 4] as const),
      ...([product.at, padded * 4, roundUp(to - from, tileRows), padded, width] as const),
    );
    for (let i = from; i < to; i++) visit(i, product.view.subarray((i - from) * padded, (i - from) * padded + count));
  }
}

/** Writes row `row`, scaled to length 1, into `target` at `at`. */
export function fillUnit({ vectors, width }: VectorRows, row: number, target: Float32Array, at: number): void {
  const start = row * width;
  let squares = 0;
  for (let k = start; k < start + width; k++) squares += vectors[k] * vectors[k];
  const scale = squares > 1e-30 && squares < 1e30 ? 1 / Math.sqrt(squares) : 0;
  for (let k = 0; k < width; k++) target[at + k] = scale === 0 ? 0 : vectors[start + k] * scale;
}
