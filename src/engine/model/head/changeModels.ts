import { choleskySolve, choleskyUpdate } from './cholesky';
import { fillFeatures } from './features';
import type { FoldModels } from './foldModels';
import { packModels } from './foldModels';
import { roundUp } from './kernel';
import type { RowData } from './rowJob';
import type { RowLayout } from './rowLayout';
import type { RowTeam } from './rowTeam';
import { sharedFloats } from './shared';

export interface ModelChange {
  readonly team: RowTeam;
  readonly data: RowData;
  readonly layout: RowLayout;
  readonly foldOf: Int32Array;
  readonly models: FoldModels;
  /** Changed images; their new targets and weights are in `data` already. */
  readonly rows: Int32Array;
  readonly before: Int32Array;
  readonly weightsBefore: Float32Array;
  /** Turns the scores of one image into what the targets are compared with, in place; null: the scores themselves. */
  readonly probabilitiesOf: ((scores: Float32Array) => void) | null;
  readonly curvatureOf: (sumOfSquares: number, most: number) => number;
  readonly mostCurvature: number;
  /** Weights that are known to be right after the change: only the factors are changed then. */
  readonly known?: readonly Float64Array[];
}

/**
 * Changes weights, factors and scores after some images changed label or weight: one Newton step from the previous
 * optimum, where only the changed images contribute to the gradient. For ridge (quadratic) that is the exact optimum.
 */
export function changeModels(change: ModelChange): void {
  const { team, data, layout, foldOf, models, rows } = change;
  const { width } = data.scaling;
  const { columns } = data;
  const count = models.weights.length;
  const features = Array.from(rows, (row) => {
    const x = new Float32Array(width);
    fillFeatures(data.scaling, data.embeddings, row, x, 0);
    return x;
  });
  const rank = rows.length * count;
  const directions = sharedFloats(width * roundUp(rank, 8));
  const mix = sharedFloats((count + 1) * rank * columns);
  for (let fold = 0; fold < count; fold++) {
    const residuals = features.map((x, i) => (foldOf[rows[i]] === fold ? null : residualOf(change, fold, x, i)));
    residuals.forEach((residual, i) => {
      if (residual) choleskyUpdate(models.factors[fold], width, features[i], residual.curvature);
    });
    if (change.known) {
      models.weights[fold].set(change.known[fold]);
      continue;
    }
    residuals.forEach((residual, i) => {
      if (!residual) return;
      const step = Float64Array.from(features[i]);
      choleskySolve(models.factors[fold], width, step);
      const place = i * count + fold;
      const { weights } = models;
      for (let at = 0; at < width; at++) {
        directions[at * roundUp(rank, 8) + place] = step[at];
        for (let k = 0; k < columns; k++) weights[fold][at * columns + k] += step[at] * residual.values[k];
      }
      for (let k = 0; k < columns; k++) {
        mix[(fold * rank + place) * columns + k] = residual.values[k];
        mix[(count * rank + place) * columns + k] = residual.values[k] / count;
      }
    });
  }
  if (!change.known && roundUp(rank, 8) <= roundUp(columns, 8))
    team.run({ kind: 'change', spans: layout.spans, directions, rank, mix });
  else team.run({ kind: 'scores', spans: layout.spans, weights: packModels(models.weights, width, columns) });
}

/** What image i adds to the negative gradient of a fold's model, new less old, and to its curvature. */
function residualOf(
  { data, models, rows, before, weightsBefore, probabilitiesOf, curvatureOf, mostCurvature }: ModelChange,
  fold: number,
  x: Float32Array,
  i: number,
): { values: Float64Array; curvature: number } {
  const { columns } = data;
  const row = rows[i];
  const scores = new Float32Array(columns);
  for (let at = 0; at < x.length; at++) {
    if (x[at] === 0) continue;
    for (let k = 0; k < columns; k++) scores[k] += x[at] * models.weights[fold][at * columns + k];
  }
  probabilitiesOf?.(scores);
  const after = data.targets[row];
  const change = data.weights[row] - weightsBefore[i];
  const values = Float64Array.from(scores, (score) => -change * score);
  if (before[i] >= 0) values[before[i]] -= weightsBefore[i];
  if (after >= 0) values[after] += data.weights[row];
  let squares = 0;
  for (const score of scores) squares += score * score;
  return { values, curvature: probabilitiesOf ? change * curvatureOf(squares, mostCurvature) : change };
}
