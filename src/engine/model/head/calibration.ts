import type { Calibration } from './rowJob';
import { softmaxInto } from './rowScores';

const rounds = 12;

export interface CalibrationSample {
  /** Out-of-sample scores, float32 [rows, columns]. */
  readonly scores: Float32Array;
  /** Column of each row, int32 [rows]. */
  readonly targets: Int32Array;
  readonly columns: number;
}

/**
 * Scale and bias of a softmax over scores by maximum likelihood on held-out rows (Guo et al., On Calibration of Modern
 * Neural Networks, ICML 2017: temperature scaling; the bias per column makes the mean probability match the class's
 * share). Newton steps for the scale alternate with proportional steps for the biases; one added image per column
 * keeps rare classes finite.
 * @param present 1 for each column with a training image; others get probability 0.
 */
export function calibrate(
  { scores, targets, columns }: CalibrationSample,
  present: Uint8Array,
  start: number,
  largestScale: number,
): Calibration {
  let scale = start;
  const bias = Float64Array.from(present, (there) => (there ? 0 : -Infinity));
  const rows = targets.length;
  if (rows === 0) return { scale, bias };
  const counts = new Float64Array(columns);
  for (const target of targets) counts[target]++;
  const row = new Float32Array(columns);
  const sums = new Float64Array(columns);
  for (let round = 0; round < rounds; round++) {
    sums.fill(0);
    let slope = 0;
    let curvature = 0;
    for (let i = 0; i < rows; i++) {
      const at = i * columns;
      softmaxInto(scores, at, columns, { scale, bias }, row, 0);
      let mean = 0;
      let square = 0;
      for (let k = 0; k < columns; k++) {
        const weighted = row[k] * scores[at + k];
        mean += weighted;
        square += weighted * scores[at + k];
        sums[k] += row[k];
      }
      slope += mean - scores[at + targets[i]];
      curvature += square - mean * mean;
    }
    const wanted = scale - slope / Math.max(curvature, 1e-9);
    scale = Math.min(largestScale, Math.max(scale / 2, 0.02, Math.min(scale * 2, wanted)));
    for (let k = 0; k < columns; k++) if (present[k]) bias[k] += 0.7 * Math.log((counts[k] + 1) / (sums[k] + 1));
  }
  return { scale, bias };
}

/** Mean loss of the sample under a calibration, nats. */
export function meanLoss({ scores, targets, columns }: CalibrationSample, calibration: Calibration): number {
  const row = new Float32Array(columns);
  let loss = 0;
  for (let i = 0; i < targets.length; i++) {
    softmaxInto(scores, i * columns, columns, calibration, row, 0);
    loss -= Math.log(Math.max(row[targets[i]], 1e-12));
  }
  return targets.length === 0 ? 0 : loss / targets.length;
}
