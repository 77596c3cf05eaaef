import { tileColumns, tileRows } from './gemm';
import { copyBlock, fillFeatures, foldScaling, measureRows, rawWidth } from './features';
import type { Kernel } from './kernel';
import { roundUp } from './kernel';
import { likenessColumns } from './likeness';
import { findNeighbours } from './neighbours';
import { ResidentRows } from './residentRows';
import type { RowData, RowJob, Span } from './rowJob';
import { pieceOf } from './rowJob';
import { keepLargest, softmaxInto, writeRowScores } from './rowScores';

/** Rows handled at a time: with 384 dimensions a block fits the second-level cache. */
const blockRows = 128;

/** Called between blocks; throws when the work is no longer wanted. */
export type Checkpoint = () => void;

type Job<Kind extends RowJob['kind']> = Extract<RowJob, { kind: Kind }>;

/** What a part of a pass works with. */
interface Context {
  readonly kernel: Kernel;
  readonly data: RowData;
  readonly part: number;
  readonly checkpoint: Checkpoint;
}

/** Does one part of a pass. */
export function runRowJob(kernel: Kernel, data: RowData, job: RowJob, part: number, checkpoint: Checkpoint): void {
  const context = { kernel, data, part, checkpoint };
  switch (job.kind) {
    case 'measure': {
      const [from, to] = pieceOf(data.targets.length, part);
      measureRows(data.embeddings, data.scaling.d, from, to, data.scaling.rowScale);
      return;
    }
    case 'gram':
      return gram(context, job);
    case 'gradient':
      return gradient(context, job);
    case 'scores':
      return scores(context, job);
    case 'change':
      return change(context, job);
    case 'largest':
      return largest(context, job);
    case 'probabilities':
      return probabilities(context, job);
    case 'likeness':
      return likeness(context, job);
    case 'neighbours':
      return findNeighbours(kernel, data, job, pieceOf(data.targets.length, part), checkpoint);
  }
}

/** This part's share of a span, in blocks. */
function* blocksOf({ part, checkpoint }: Context, from: number, to: number): Generator<[from: number, to: number]> {
  const [start, end] = pieceOf(to - from, part);
  for (let at = from + start; at < from + end; at += blockRows) {
    checkpoint();
    yield [at, Math.min(at + blockRows, from + end)];
  }
}

function gram(context: Context, job: Job<'gram'>): void {
  const { kernel, data, part } = context;
  const { width } = data.scaling;
  const [block, product] = kernel.reserve(blockRows * width, width * width);
  const rowBytes = width * 4;
  const sumsAt = part * data.columns * width;
  /** Columns of the product done at a time, so that only about its upper triangle is computed. */
  const panel = 56;
  for (const [from, to] of blocksOf(context, 0, Math.ceil((job.to - job.from) / job.every))) {
    for (let i = from; i < to; i++) {
      const row = data.order[job.from + i * job.every];
      const root = Math.sqrt(job.every * data[job.weighting][row]);
      const at = (i - from) * width;
      fillFeatures(data.scaling, data.embeddings, row, block.view, at, root);
      if (job.sums.length === 0 || data.targets[row] < 0) continue;
      const sum = sumsAt + data.targets[row] * width;
      for (let k = 0; k < width; k++) job.sums[sum + k] += root * block.view[at + k];
    }
    for (let i = 0; i < width; i += panel)
      kernel.gemm(
        ...([block.at + i * 4, 4, rowBytes, block.at + i * 4, rowBytes] as const),
        ...([product.at + (i * width + i) * 4, rowBytes, Math.min(panel, width - i), width - i, to - from] as const),
      );
  }
  job.partial.set(product.view, part * width * width);
}

function gradient(context: Context, job: Job<'gradient'>): void {
  const { kernel, data, part } = context;
  const { columns, scaling } = data;
  const raw = rawWidth(scaling.d);
  const stacked = job.weights.length / scaling.width;
  const [weights, block, residual, product] = kernel.reserve(
    ...[raw * stacked, blockRows * raw, blockRows * stacked, raw * stacked],
  );
  const offset = foldScaling(scaling, job.weights, stacked, weights.view);
  const sums = new Float64Array(stacked);
  const calibration = { scale: 1, bias: Float64Array.from(job.masked, (masked) => (masked ? -Infinity : 0)) };
  for (const [from, to] of blocksOf(context, job.from, job.to)) {
    const padded = copyBlock(scaling, data.embeddings, data.order, from, to, block.view);
    residual.view.fill(0);
    kernel.gemm(
      ...([block.at, raw * 4, 4, weights.at, stacked * 4, residual.at, stacked * 4, padded, stacked, raw] as const),
    );
    for (let i = from; i < to; i++) {
      const row = data.order[i];
      const weight = data.weights[row];
      const scale = scaling.rowScale[row];
      for (let model = 0; model < job.models; model++) {
        const start = model * columns;
        const at = (i - from) * stacked + start;
        for (let k = 0; k < columns; k++) residual.view[at + k] = residual.view[at + k] * scale + offset[start + k];
        softmaxInto(residual.view, at, columns, calibration, residual.view, at);
        residual.view[at + data.targets[row]] -= 1;
        for (let k = 0; k < columns; k++) {
          const value = weight * residual.view[at + k];
          sums[start + k] += value;
          residual.view[at + k] = value * scale;
        }
      }
    }
    kernel.gemm(
      ...([block.at, 4, raw * 4, residual.at, stacked * 4, product.at, stacked * 4, raw, stacked, to - from] as const),
    );
  }
  // From raw embeddings back to features, the transpose of foldScaling.
  const out = job.partial.subarray(part * scaling.width * stacked, (part + 1) * scaling.width * stacked);
  out.fill(0);
  for (let k = 0; k < scaling.d; k++)
    for (let c = 0, at = k * stacked; c < stacked; c++, at++)
      out[at] = scaling.inverseDeviation[k] * (product.view[at] - scaling.mean[k] * sums[c]);
  out.set(sums, scaling.d * stacked);
}

/** Features times weights [width, columns padded to 8] of each span's model; `use` gets finished rows of `padded` floats. */
function multiply(
  context: Context,
  spans: readonly Span[],
  weightsOf: (model: number) => Float32Array,
  padded: number,
  use: (from: number, to: number, products: Float32Array, model: number) => void,
): void {
  const { kernel, data } = context;
  const { scaling } = data;
  const raw = rawWidth(scaling.d);
  const [weights, block, product] = kernel.reserve(raw * padded, blockRows * raw, blockRows * padded);
  for (const { from: start, to: end, model } of spans) {
    if (start === end) continue;
    const offset = foldScaling(scaling, weightsOf(model), padded, weights.view);
    for (const [from, to] of blocksOf(context, start, end)) {
      const rows = copyBlock(scaling, data.embeddings, data.order, from, to, block.view);
      product.view.fill(0, 0, rows * padded);
      kernel.gemm(
        ...([block.at, raw * 4, 4, weights.at, padded * 4, product.at, padded * 4, rows, padded, raw] as const),
      );
      for (let i = from; i < to; i++) {
        const scale = scaling.rowScale[data.order[i]];
        for (let c = 0, at = (i - from) * padded; c < padded; c++, at++)
          product.view[at] = product.view[at] * scale + offset[c];
      }
      use(from, to, product.view, model);
    }
  }
}

/** As `multiply`, by the same eight columns for all spans, without copying the embeddings again at every pass. */
function multiplyResident(
  context: Context,
  spans: readonly Span[],
  columns: Float32Array,
  use: (from: number, to: number, products: Float32Array, model: number) => void,
): void {
  const { data } = context;
  const { scaling } = data;
  const resident = ResidentRows.of(data, blockRows);
  if (!resident) return multiply(context, spans, () => columns, tileColumns, use);
  const raw = rawWidth(scaling.d);
  const rowBytes = tileColumns * 4;
  // Before the scratch: growing the memory takes views of it away.
  for (const { from, to } of spans)
    for (const [start, end] of blocksOf(context, from, to)) resident.addressOf(start, end);
  const [weights, product] = resident.scratch();
  const offset = foldScaling(scaling, columns, tileColumns, weights.view);
  for (const { from, to, model } of spans)
    for (const [start, end] of blocksOf(context, from, to)) {
      const rows = roundUp(end - start, tileRows);
      product.view.fill(0, 0, rows * tileColumns);
      resident.kernel.gemm(
        ...([resident.addressOf(start, end), raw * 4, 4, weights.at, rowBytes] as const),
        ...([product.at, rowBytes, rows, tileColumns, raw] as const),
      );
      for (let i = start; i < end; i++) {
        const scale = scaling.rowScale[data.order[i]];
        for (let c = 0, at = (i - start) * tileColumns; c < tileColumns; c++, at++)
          product.view[at] = product.view[at] * scale + offset[c];
      }
      use(start, end, product.view, model);
    }
}

function modelsIn(weights: Float32Array, { scaling, columns }: RowData): (model: number) => Float32Array {
  const size = scaling.width * roundUp(columns, 8);
  return (model) => weights.subarray(model * size, (model + 1) * size);
}

function scores(context: Context, job: Job<'scores'>): void {
  const { columns, order, scores: target } = context.data;
  const padded = roundUp(columns, 8);
  multiply(context, job.spans, modelsIn(job.weights, context.data), padded, (from, to, products) => {
    for (let i = from; i < to; i++)
      for (let k = 0; k < columns; k++) target[order[i] * columns + k] = products[(i - from) * padded + k];
  });
}

function change(context: Context, { spans, directions, rank, mix }: Job<'change'>): void {
  const { columns, order, scores: target } = context.data;
  const padded = roundUp(rank, tileColumns);
  const use = (from: number, to: number, products: Float32Array, model: number): void => {
    for (let i = from; i < to; i++)
      for (let j = 0; j < rank; j++) {
        const factor = products[(i - from) * padded + j];
        const mixAt = (model * rank + j) * columns;
        const at = order[i] * columns;
        for (let k = 0; k < columns; k++) target[at + k] += factor * mix[mixAt + k];
      }
  };
  if (padded === tileColumns) multiplyResident(context, spans, directions, use);
  else multiply(context, spans, () => directions, padded, use);
}

function largest(context: Context, job: Job<'largest'>): void {
  const { columns, order, outputs, targets } = context.data;
  const padded = roundUp(columns, 8);
  multiply(context, job.spans, modelsIn(job.weights, context.data), padded, (from, to, products) => {
    for (let i = from; i < to; i++) {
      const at = (i - from) * padded;
      const row = order[i];
      softmaxInto(products, at, columns, job.calibration, products, at);
      writeRowScores(products, at, columns, targets[row], row, outputs);
      keepLargest(products, at, columns, targets[row], row, outputs);
    }
  });
}

function likeness(context: Context, { spans, form, inverseNorm }: Job<'likeness'>): void {
  const { data } = context;
  const { reject } = data.outputs;
  const columns = likenessColumns(form, data.scaling);
  const scale = 1 / (form.top - form.middle);
  multiplyResident(context, spans, columns, (from, to, products) => {
    for (let i = from; i < to; i++) {
      const row = data.order[i];
      const at = (i - from) * tileColumns;
      const value = (products[at] * inverseNorm[row] + products[at + 1] - form.middle) * scale;
      reject[row] = data.scaling.rowScale[row] === 0 ? 0 : Math.min(1, Math.max(0, value));
    }
  });
}

function probabilities({ data, part, checkpoint }: Context, job: Job<'probabilities'>): void {
  const { columns, outputs, targets } = data;
  const [start, end] = pieceOf(targets.length, part);
  for (let row = start; row < end; row++) {
    if ((row & 1023) === 0) checkpoint();
    softmaxInto(data.scores, row * columns, columns, job.calibration, outputs.values, row * columns);
    writeRowScores(outputs.values, row * columns, columns, targets[row], row, outputs);
  }
}
