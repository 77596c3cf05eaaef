import { choleskyFactor, choleskySolve } from './cholesky';
import { roundUp } from './kernel';
import type { RowData, RowJob } from './rowJob';
import { parts } from './rowJob';
import type { RowLayout } from './rowLayout';
import type { RowTeam } from './rowTeam';
import { sharedFloats } from './shared';

/** Weights and curvature of the linear models, one per fold, each trained on the other folds. */
export interface FoldModels {
  /** float64 [width, columns] each. */
  readonly weights: Float64Array[];
  /** Cholesky factor of each model's (approximate) Hessian, float64 [width, width]. */
  readonly factors: Float64Array[];
}

/** The constant feature is hardly regularised; the padding never trains. */
const interceptPenalty = 1e-3;

/** Sum of weight x xᵀ (both triangles) and of weight x per column, over the labelled images of each fold. */
export function foldGrams(
  team: RowTeam,
  data: RowData,
  layout: RowLayout,
  weighting: Extract<RowJob, { kind: 'gram' }>['weighting'],
  every = 1,
): { grams: Float64Array[]; sums: Float64Array[] } {
  const { width } = data.scaling;
  const partial = sharedFloats(parts * width * width);
  const partialSums = sharedFloats(weighting === 'weights' ? parts * data.columns * width : 0);
  const grams: Float64Array[] = [];
  const sums: Float64Array[] = [];
  for (const span of layout.labelled) {
    partialSums.fill(0);
    team.run({ kind: 'gram', ...span, every, weighting, partial, sums: partialSums });
    const gram = addParts(partial);
    for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) gram[i * width + j] = gram[j * width + i];
    grams.push(gram);
    sums.push(addParts(partialSums));
  }
  return { grams, sums };
}

/** The sum of the parts' results, in fixed order. */
export function addParts(partial: Float32Array): Float64Array {
  const size = partial.length / parts;
  const total = new Float64Array(size);
  for (let part = 0; part < parts; part++)
    for (let i = 0, at = part * size; i < size; i++, at++) total[i] += partial[at];
  return total;
}

/** Each fold's sum over the *other* folds: the total less its own share (a single fold keeps the total). */
export function withoutOwn(perFold: readonly Float64Array[]): Float64Array[] {
  const total = perFold[0].slice();
  for (let fold = 1; fold < perFold.length; fold++) for (let i = 0; i < total.length; i++) total[i] += perFold[fold][i];
  if (perFold.length === 1) return [total];
  return perFold.map((own) => total.map((value, i) => value - own[i]));
}

/** Cholesky factor of gram + penalty I. */
export function penalisedFactor(gram: Float64Array, width: number, d: number, penalty: number): Float64Array {
  for (let i = 0; i < width; i++) gram[i * width + i] += i === d ? interceptPenalty : penalty;
  return choleskyFactor(gram, width);
}

/** factor⁻¹ applied to each column of `gradient` [width, columns]. */
export function solveColumns(factor: Float64Array, width: number, gradient: Float64Array): Float64Array {
  const columns = gradient.length / width;
  const result = new Float64Array(gradient.length);
  const column = new Float64Array(width);
  for (let k = 0; k < columns; k++) {
    let used = false;
    for (let i = 0; i < width; i++) {
      column[i] = gradient[i * columns + k];
      used ||= column[i] !== 0;
    }
    if (!used) continue;
    choleskySolve(factor, width, column);
    for (let i = 0; i < width; i++) result[i * columns + k] = column[i];
  }
  return result;
}

/**
 * Ridge regression onto the one-hot labels: minimises sum of weight |x W - y|² + penalty |W|² on the other folds, from
 * one Gram matrix by down-dating each fold's share.
 */
export function fitRidge(team: RowTeam, data: RowData, layout: RowLayout, penalty: number): FoldModels {
  const { width, d } = data.scaling;
  const { columns } = data;
  const { grams, sums } = foldGrams(team, data, layout, 'weights');
  const factors = withoutOwn(grams).map((gram) => penalisedFactor(gram, width, d, penalty));
  const weights = withoutOwn(sums).map((sum, fold) => {
    const rhs = new Float64Array(width * columns);
    for (let k = 0; k < columns; k++) for (let i = 0; i < width; i++) rhs[i * columns + k] = sum[k * width + i];
    return solveColumns(factors[fold], width, rhs);
  });
  return { weights, factors };
}

/** All models and their mean as the passes want them: float32 [folds + 1, width, columns padded to 8], shared. */
export function packModels(models: readonly Float64Array[], width: number, columns: number): Float32Array {
  const padded = roundUp(columns, 8);
  const packed = sharedFloats((models.length + 1) * width * padded);
  const mean = models.length * width * padded;
  for (let fold = 0; fold < models.length; fold++)
    for (let i = 0; i < width; i++)
      for (let k = 0; k < columns; k++) {
        const value = models[fold][i * columns + k];
        packed[(fold * width + i) * padded + k] = value;
        packed[mean + i * padded + k] += value / models.length;
      }
  return packed;
}
