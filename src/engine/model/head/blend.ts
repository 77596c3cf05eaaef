import type { CalibrationSample } from './calibration';
import { calibrate, meanLoss } from './calibration';
import type { FoldModels } from './foldModels';
import { largestSoftmaxScale } from './headSettings';
import type { Calibration } from './rowJob';

/** Shares of softmax regression that are tried; the rest is ridge, whose scores are log odds once calibrated. */
const shares = [0.5, 1];

export interface Blend {
  /** Share of the softmax model, 0..1. */
  readonly share: number;
  readonly calibration: Calibration;
}

/**
 * The mixture of ridge and softmax regression that predicts held-out labels best. Both are linear, so a mixture of
 * their scores is a mixture of their weights. Ridge is steadier on few noisy labels, softmax better on many.
 */
export function chooseBlend(
  ridge: CalibrationSample,
  ridgeCalibration: Calibration,
  softmax: CalibrationSample,
  present: Uint8Array,
): Blend {
  let best: Blend = { share: 0, calibration: ridgeCalibration };
  let bestLoss = meanLoss(ridge, ridgeCalibration);
  for (const share of shares) {
    const scores = softmax.scores.map((score, at) => {
      const column = at % softmax.columns;
      return share * score + (1 - share) * logOdds(ridge.scores[at], ridgeCalibration, column);
    });
    const sample = { ...softmax, scores };
    const calibration = calibrate(sample, present, 1, largestSoftmaxScale);
    const loss = meanLoss(sample, calibration);
    if (loss < bestLoss) [best, bestLoss] = [{ share, calibration }, loss];
  }
  return best;
}

function logOdds(score: number, { scale, bias }: Calibration, column: number): number {
  return scale * score + (bias[column] === -Infinity ? 0 : bias[column]);
}

/** The weights whose scores are those of chooseBlend; curvature as for softmax. */
export function blendModels(
  ridge: FoldModels,
  ridgeCalibration: Calibration,
  softmax: FoldModels,
  share: number,
  d: number,
): FoldModels {
  const columns = ridgeCalibration.bias.length;
  const weights = softmax.weights.map((model, fold) =>
    model.map((weight, at) => {
      const column = at % columns;
      const bias = at - column === d * columns ? logOdds(0, ridgeCalibration, column) : 0;
      return share * weight + (1 - share) * (ridgeCalibration.scale * ridge.weights[fold][at] + bias);
    }),
  );
  return { weights, factors: softmax.factors };
}
