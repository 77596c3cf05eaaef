import type { FoldModels } from './foldModels';
import { addParts, foldGrams, penalisedFactor, solveColumns, withoutOwn } from './foldModels';
import { roundUp } from './kernel';
import type { Calibration, RowData } from './rowJob';
import { parts } from './rowJob';
import type { RowLayout } from './rowLayout';
import type { RowTeam } from './rowTeam';
import { sharedFloats } from './shared';

const iterations = 5;
const history = 6;
const hessianImages = 32;
/** The curvature bound is halved: the mean curvature lies well below the bound, and the first steps are longer. */
const boldness = 0.5;

/**
 * Curvature of each image for a Hessian shared by all columns: Böhning's bound ½ (I - 11ᵀ/K) (Böhning, Multinomial
 * Logistic Regression Algorithm, 1992) shrunk by how settled the image is, 1 - sum p².
 */
export function setCurvatures(data: RowData, presentColumns: number): void {
  const { columns, targets, weights, curvatures, outputs } = data;
  const most = 1 - 1 / Math.max(2, presentColumns);
  for (let row = 0; row < targets.length; row++) {
    if (targets[row] < 0) continue;
    let squares = 0;
    for (let at = row * columns; at < (row + 1) * columns; at++) squares += outputs.values[at] * outputs.values[at];
    curvatures[row] = weights[row] * curvatureOf(squares, most);
  }
}

export function curvatureOf(sumOfSquares: number, most: number): number {
  return boldness * 0.5 * Math.max(0.02, (1 - sumOfSquares) / most);
}

/**
 * Multinomial logistic regression of each fold's model, penalty/2 |W|², started from the calibrated ridge weights:
 * L-BFGS whose initial Hessian is the factorised shared one, a few full steps.
 */
export function fitSoftmax(
  team: RowTeam,
  data: RowData,
  layout: RowLayout,
  ridge: FoldModels,
  calibration: Calibration,
  present: Uint8Array,
  penalty: number,
): FoldModels {
  const { d, width } = data.scaling;
  const { columns } = data;
  // The Hessian only guides the steps: this many images per dimension tell it well enough.
  const every = Math.max(1, Math.floor(data.targets.length / (hessianImages * d)));
  const { grams } = foldGrams(team, data, layout, 'curvatures', every);
  const factors = withoutOwn(grams).map((gram) => penalisedFactor(gram, width, d, penalty));
  const weights = ridge.weights.map((model) => {
    const scaled = model.map((value) => value * calibration.scale);
    for (let k = 0; k < columns; k++) if (present[k]) scaled[d * columns + k] += calibration.bias[k];
    return scaled;
  });
  const searches = factors.map((factor) => new Search(factor, width));
  let gradients = gradientsOf(team, data, layout, weights, present, penalty);
  for (let turn = 0; turn < iterations; turn++) {
    const steps = searches.map((search, fold) => search.step(gradients[fold]));
    steps.forEach((step, fold) => {
      for (let i = 0; i < step.length; i++) weights[fold][i] += step[i];
    });
    if (turn === iterations - 1) break;
    const next = gradientsOf(team, data, layout, weights, present, penalty);
    searches.forEach((search, fold) => search.remember(steps[fold], gradients[fold], next[fold]));
    gradients = next;
  }
  return { weights, factors };
}

/** Gradient of the penalised loss of each fold's model, [width, columns] float64. */
function gradientsOf(
  team: RowTeam,
  data: RowData,
  layout: RowLayout,
  weights: readonly Float64Array[],
  present: Uint8Array,
  penalty: number,
): Float64Array[] {
  const { d, width } = data.scaling;
  const { columns } = data;
  const models = weights.length - 1;
  const stacked = roundUp(models * columns, 8);
  const stack = sharedFloats(width * stacked);
  const partial = sharedFloats(parts * width * stacked);
  const masked = present.map((there) => 1 - there);
  const gradients = weights.map((model) => {
    const gradient = model.map((value) => value * penalty);
    gradient.fill(0, d * columns, (d + 1) * columns);
    return gradient;
  });
  layout.labelled.forEach((span, fold) => {
    const others = weights.map((_, index) => index).filter((index) => index !== fold);
    others.forEach((other, place) => {
      for (let i = 0; i < width; i++)
        for (let k = 0; k < columns; k++) stack[i * stacked + place * columns + k] = weights[other][i * columns + k];
    });
    team.run({ kind: 'gradient', ...span, weights: stack, models, masked, partial });
    const total = addParts(partial);
    others.forEach((other, place) => {
      for (let i = 0; i < width; i++)
        for (let k = 0; k < columns; k++) gradients[other][i * columns + k] += total[i * stacked + place * columns + k];
    });
  });
  return gradients;
}

const dot = (left: Float64Array, right: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += left[i] * right[i];
  return sum;
};

const addTimes = (target: Float64Array, factor: number, other: Float64Array): void => {
  for (let i = 0; i < target.length; i++) target[i] += factor * other[i];
};

/** The two-loop recursion of L-BFGS (Nocedal & Wright, Numerical Optimization, algorithm 7.4). */
class Search {
  private readonly pairs: { step: Float64Array; change: Float64Array; product: number }[] = [];

  constructor(
    private readonly factor: Float64Array,
    private readonly width: number,
  ) {}

  step(gradient: Float64Array): Float64Array {
    const rest = gradient.slice();
    const factors = this.pairs.map(() => 0);
    for (let i = this.pairs.length - 1; i >= 0; i--) {
      const { step, change, product } = this.pairs[i];
      factors[i] = dot(step, rest) / product;
      addTimes(rest, -factors[i], change);
    }
    const direction = solveColumns(this.factor, this.width, rest);
    this.pairs.forEach(({ step, change, product }, i) => {
      addTimes(direction, factors[i] - dot(change, direction) / product, step);
    });
    return direction.map((value) => -value);
  }

  remember(step: Float64Array, before: Float64Array, after: Float64Array): void {
    const change = after.map((value, i) => value - before[i]);
    const product = dot(step, change);
    if (product <= 1e-10 * Math.sqrt(dot(step, step) * dot(change, change))) return;
    this.pairs.push({ step, change, product });
    if (this.pairs.length > history) this.pairs.shift();
  }
}
