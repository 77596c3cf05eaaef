/** The figures of one epoch; NaN where something was not measured. Accuracies 0 to 1, losses in nats from 0 up. */
export interface EpochFigures {
  readonly loss: number;
  readonly accuracy: number;
  readonly valLoss: number;
  readonly valAccuracy: number;
}

/** The figures of a whole run, one entry an epoch in each column. */
export type TrainingHistory = { readonly [Figure in keyof EpochFigures]: readonly number[] };

export const figures = ['loss', 'accuracy', 'valLoss', 'valAccuracy'] as const satisfies (keyof EpochFigures)[];

/** How far validation lags behind training in one epoch; positive: the model knows its training images by heart. */
export interface Gap {
  /** valLoss - loss. */
  readonly loss: number;
  /** accuracy - valAccuracy. */
  readonly accuracy: number;
}

export function historyOf(epochs: readonly EpochFigures[]): TrainingHistory {
  return {
    loss: epochs.map(({ loss }) => loss),
    accuracy: epochs.map(({ accuracy }) => accuracy),
    valLoss: epochs.map(({ valLoss }) => valLoss),
    valAccuracy: epochs.map(({ valAccuracy }) => valAccuracy),
  };
}

export function epochCount(history: TrainingHistory): number {
  return Math.max(...figures.map((figure) => history[figure].length));
}

/**
 * The epoch with the lowest validation loss, counted from 0; where that was never measured, the one with the highest
 * validation accuracy. Undefined when neither was measured.
 */
export function bestEpoch({ valLoss, valAccuracy }: TrainingHistory): number | undefined {
  return lowest(valLoss) ?? lowest(valAccuracy.map((accuracy) => -accuracy));
}

/** The gap at one epoch, counted from 0. */
export function gapAt({ loss, accuracy, valLoss, valAccuracy }: TrainingHistory, epoch: number): Gap {
  return {
    loss: (valLoss[epoch] ?? NaN) - (loss[epoch] ?? NaN),
    accuracy: (accuracy[epoch] ?? NaN) - (valAccuracy[epoch] ?? NaN),
  };
}

function lowest(values: readonly number[]): number | undefined {
  let best: number | undefined;
  values.forEach((value, i) => {
    if (Number.isFinite(value) && (best === undefined || value < values[best])) best = i;
  });
  return best;
}
