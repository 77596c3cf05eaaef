/** The moving averages of Adam, [parameters] each. */
export interface AdamState {
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** Updates made. */
  steps: number;
}

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-7;

export function newAdam(parameters: number): AdamState {
  return { first: new Float32Array(parameters), second: new Float32Array(parameters), steps: 0 };
}

/** One update of `parameters` in place (Kingma and Ba, 2015, algorithm 1, with the efficient order of section 2). */
export function adamStep(parameters: Float32Array, gradient: Float32Array, state: AdamState, rate: number): void {
  const { first, second } = state;
  state.steps++;
  const corrected = (rate * Math.sqrt(1 - beta2 ** state.steps)) / (1 - beta1 ** state.steps);
  for (let i = 0; i < parameters.length; i++) {
    const slope = gradient[i];
    first[i] += (1 - beta1) * (slope - first[i]);
    second[i] += (1 - beta2) * (slope * slope - second[i]);
    parameters[i] -= (corrected * first[i]) / (Math.sqrt(second[i]) + epsilon);
  }
}

/** Cosine from the full rate down to a twentieth over the epochs (Loshchilov and Hutter, 2017); `epoch` from 0. */
export function learningRateAt(epoch: number, epochs: number, rate: number): number {
  const share = Math.min(1, epoch / Math.max(1, epochs));
  return rate * (0.05 + 0.95 * 0.5 * (1 + Math.cos(Math.PI * share)));
}
