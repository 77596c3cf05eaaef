/** A linear probe: multinomial logistic regression on L2-normalised, standardised embeddings. */
export interface Labelled {
  /** [n, d] float32 */
  readonly embeddings: Float32Array;
  /** [n]; below 0 is none. */
  readonly labels: Int32Array;
  readonly d: number;
  readonly classes: number;
}

const steps = 300;
const rate = 0.5;
const penalty = 0.01;

/** Trains on `n` images of each class, drawn by `seed`, and tells the accuracy on all others (mean over classes). */
export function probeAccuracy({ embeddings, labels, d, classes }: Labelled, n: number, seed: number): number {
  const rows = shuffled(labels.length, seed).filter((row) => labels[row] >= 0);
  const taken = new Int32Array(classes);
  const train: number[] = [];
  const test: number[] = [];
  for (const row of rows) (taken[labels[row]]++ < n ? train : test).push(row);
  const features = standardised(embeddings, d, train);
  const weights = fit(features, labels, train, d, classes);
  const right = new Int32Array(classes);
  const seen = new Int32Array(classes);
  for (const row of test) {
    seen[labels[row]]++;
    if (argmax(scores(features, row, weights, d, classes)) === labels[row]) right[labels[row]]++;
  }
  const each = [...right.keys()].filter((c) => seen[c] > 0).map((c) => right[c] / seen[c]);
  return each.reduce((sum, one) => sum + one, 0) / each.length;
}

/** Gradient descent on the mean cross-entropy with an L2 penalty; [classes, d + 1], the last column the offset. */
function fit(x: Float32Array, labels: Int32Array, train: readonly number[], d: number, classes: number): Float64Array {
  const weights = new Float64Array(classes * (d + 1));
  const gradient = new Float64Array(weights.length);
  for (let step = 0; step < steps; step++) {
    gradient.set(weights);
    for (let i = 0; i < gradient.length; i++) gradient[i] *= penalty;
    for (const row of train) {
      const logits = scores(x, row, weights, d, classes);
      const largest = Math.max(...logits);
      const odds = logits.map((logit) => Math.exp(logit - largest));
      const sum = odds.reduce((total, one) => total + one, 0);
      for (let c = 0; c < classes; c++) {
        const error = (odds[c] / sum - (labels[row] === c ? 1 : 0)) / train.length;
        const at = c * (d + 1);
        for (let j = 0; j < d; j++) gradient[at + j] += error * x[row * d + j];
        gradient[at + d] += error;
      }
    }
    for (let i = 0; i < weights.length; i++) weights[i] -= (rate / Math.sqrt(d)) * gradient[i];
  }
  return weights;
}

function scores(x: Float32Array, row: number, weights: Float64Array, d: number, classes: number): number[] {
  return Array.from({ length: classes }, (_, c) => {
    const at = c * (d + 1);
    let sum = weights[at + d];
    for (let j = 0; j < d; j++) sum += weights[at + j] * x[row * d + j];
    return sum;
  });
}

/** Each row of length 1, then each column with the mean and deviation of the training rows taken out. */
function standardised(embeddings: Float32Array, d: number, train: readonly number[]): Float32Array {
  const x = embeddings.slice();
  for (let at = 0; at < x.length; at += d) {
    let sum = 0;
    for (let j = at; j < at + d; j++) sum += x[j] * x[j];
    const length = Math.sqrt(sum) || 1;
    for (let j = at; j < at + d; j++) x[j] /= length;
  }
  for (let j = 0; j < d; j++) {
    const values = train.map((row) => x[row * d + j]);
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length) || 1;
    for (let at = j; at < x.length; at += d) x[at] = (x[at] - mean) / deviation;
  }
  return x;
}

function argmax(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

function shuffled(n: number, seed: number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  let state = seed;
  for (let i = n - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
