import { fillBlock, measureRows } from './features';
import type { Kernel } from './kernel';
import { roundUp } from './kernel';
import type { RowData, RowJob, Span } from './rowJob';
import { pieceOf } from './rowJob';
import { keepLargest, softmaxInto, writeRowScores } from './rowScores';

/** Rows of features handled at a time: with 384 dimensions they fit the second-level cache. */
const blockRows = 128;

/** Called between blocks; throws when the work is no longer wanted. */
export type Checkpoint = () => void;

/** Does one part of a pass. */
export function runRowJob(kernel: Kernel, data: RowData, job: RowJob, part: number, checkpoint: Checkpoint): void {
  switch (job.kind) {
    case 'measure': {
      const [from, to] = pieceOf(data.order.length, part);
      measureRows(data.embeddings, data.scaling.d, from, to, data.scaling.rowScale);
      return;
    }
    case 'gram':
      return gram(kernel, data, job, part, checkpoint);
    case 'gradient':
      return gradient(kernel, data, job, part, checkpoint);
    case 'scores':
      return scores(kernel, data, job, part, checkpoint);
    case 'change':
      return change(kernel, data, job, part, checkpoint);
    case 'largest':
      return largest(kernel, data, job, part, checkpoint);
    case 'probabilities':
      return probabilities(data, job, part, checkpoint);
  }
}

function* blocksOf(span: Span, part: number): Generator<[from: number, to: number]> {
  const [start, end] = pieceOf(span.to - span.from, part);
  for (let at = span.from + start; at < span.from + end; at += blockRows)
    yield [at, Math.min(at + blockRows, span.from + end)];
}

type Job<Kind extends RowJob['kind']> = Extract<RowJob, { kind: Kind }>;

function gram(kernel: Kernel, data: RowData, job: Job<'gram'>, part: number, checkpoint: Checkpoint): void {
  const { width } = data.scaling;
  const [block, weighted, product] = kernel.reserve(blockRows * width, blockRows * width, width * width);
  const rowBytes = width * 4;
  const importance = data[job.weighting];
  const sumsAt = part * data.columns * width;
  const panel = 56;
  for (const [from, to] of blocksOf({ ...job, model: 0 }, part)) {
    checkpoint();
    fillBlock(data.scaling, data.embeddings, data.order, from, to, block.view);
    for (let i = from; i < to; i++) {
      const row = data.order[i];
      const weight = importance[row];
      const at = (i - from) * width;
      for (let k = 0; k < width; k++) weighted.view[at + k] = weight * block.view[at + k];
      if (job.sums.length === 0 || data.targets[row] < 0) continue;
      const sum = sumsAt + data.targets[row] * width;
      for (let k = 0; k < width; k++) job.sums[sum + k] += weighted.view[at + k];
    }
    for (let i = 0; i < width; i += panel)
      kernel.gemm(
        ...([weighted.at + i * 4, 4, rowBytes, block.at + i * 4, rowBytes] as const),
        ...([product.at + (i * width + i) * 4, rowBytes, Math.min(panel, width - i), width - i, to - from] as const),
      );
  }
  job.partial.set(product.view, part * width * width);
}

function gradient(kernel: Kernel, data: RowData, job: Job<'gradient'>, part: number, checkpoint: Checkpoint): void {
  const { columns } = data;
  const { width } = data.scaling;
  const stacked = job.weights.length / width;
  const [weights, block, residual, product] = kernel.reserve(
    job.weights.length,
    blockRows * width,
    blockRows * stacked,
    width * stacked,
  );
  weights.view.set(job.weights);
  const calibration = { scale: 1, bias: Float64Array.from(job.masked, (masked) => (masked ? -Infinity : 0)) };
  for (const [from, to] of blocksOf({ ...job, model: 0 }, part)) {
    checkpoint();
    const padded = fillBlock(data.scaling, data.embeddings, data.order, from, to, block.view);
    residual.view.fill(0);
    kernel.gemm(
      ...([block.at, width * 4, 4, weights.at, stacked * 4, residual.at, stacked * 4, padded, stacked, width] as const),
    );
    for (let i = from; i < to; i++) {
      const row = data.order[i];
      const weight = data.weights[row];
      for (let model = 0; model < job.models; model++) {
        const at = (i - from) * stacked + model * columns;
        softmaxInto(residual.view, at, columns, calibration, residual.view, at);
        residual.view[at + data.targets[row]] -= 1;
        if (weight !== 1) for (let k = 0; k < columns; k++) residual.view[at + k] *= weight;
      }
    }
    kernel.gemm(
      ...([block.at, 4, width * 4, residual.at, stacked * 4] as const),
      ...([product.at, stacked * 4, width, stacked, to - from] as const),
    );
  }
  job.partial.set(product.view, part * width * stacked);
}

/** Products of features and weights [models, width, padded], block by block; `use` gets one row's products at a time. */
function multiply(
  kernel: Kernel,
  data: RowData,
  spans: readonly Span[],
  weightsOf: (model: number) => Float32Array,
  usedColumns: number,
  part: number,
  checkpoint: Checkpoint,
  use: (row: number, products: Float32Array, at: number, model: number) => void,
): void {
  const { width } = data.scaling;
  const padded = roundUp(usedColumns, 8);
  const [weights, block, product] = kernel.reserve(width * padded, blockRows * width, blockRows * padded);
  for (const span of spans) {
    if (span.from < span.to) weights.view.set(weightsOf(span.model));
    for (const [from, to] of blocksOf(span, part)) {
      checkpoint();
      const rows = fillBlock(data.scaling, data.embeddings, data.order, from, to, block.view);
      product.view.fill(0, 0, rows * padded);
      kernel.gemm(
        ...([block.at, width * 4, 4, weights.at, padded * 4, product.at, padded * 4, rows, padded, width] as const),
      );
      for (let i = from; i < to; i++) use(data.order[i], product.view, (i - from) * padded, span.model);
    }
  }
}

function modelsIn(weights: Float32Array, { scaling, columns }: RowData): (model: number) => Float32Array {
  const size = scaling.width * roundUp(columns, 8);
  return (model) => weights.subarray(model * size, (model + 1) * size);
}

function scores(kernel: Kernel, data: RowData, job: Job<'scores'>, part: number, checkpoint: Checkpoint): void {
  const { columns } = data;
  multiply(kernel, data, job.spans, modelsIn(job.weights, data), columns, part, checkpoint, (row, products, at) => {
    for (let k = 0; k < columns; k++) data.scores[row * columns + k] = products[at + k];
  });
}

function change(kernel: Kernel, data: RowData, job: Job<'change'>, part: number, checkpoint: Checkpoint): void {
  const { columns } = data;
  const { rank, mix } = job;
  const add = (row: number, products: Float32Array, at: number, model: number): void => {
    for (let j = 0; j < rank; j++) {
      const factor = products[at + j];
      const from = (model * rank + j) * columns;
      for (let k = 0; k < columns; k++) data.scores[row * columns + k] += factor * mix[from + k];
    }
  };
  multiply(kernel, data, job.spans, () => job.directions, rank, part, checkpoint, add);
}

function largest(kernel: Kernel, data: RowData, job: Job<'largest'>, part: number, checkpoint: Checkpoint): void {
  const { columns, outputs, targets } = data;
  multiply(kernel, data, job.spans, modelsIn(job.weights, data), columns, part, checkpoint, (row, products, at) => {
    softmaxInto(products, at, columns, job.calibration, products, at);
    writeRowScores(products, at, columns, targets[row], row, outputs);
    keepLargest(products, at, columns, targets[row], row, outputs);
  });
}

function probabilities(data: RowData, job: Job<'probabilities'>, part: number, checkpoint: Checkpoint): void {
  const { columns, outputs, targets } = data;
  const [start, end] = pieceOf(targets.length, part);
  for (let row = start; row < end; row++) {
    if ((row & 1023) === 0) checkpoint();
    softmaxInto(data.scores, row * columns, columns, job.calibration, outputs.values, row * columns);
    writeRowScores(outputs.values, row * columns, columns, targets[row], row, outputs);
  }
}
