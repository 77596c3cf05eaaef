import { epochCount, type TrainingHistory } from './trainingHistory';

/** The plot's rectangle in pixels. */
export interface PlotFrame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Axis {
  readonly low: number;
  readonly high: number;
}

/** Where things stand in a plot of curves. */
export interface CurvesFrame {
  readonly plot: PlotFrame;
  readonly epochs: number;
  readonly loss: Axis;
  readonly accuracy: Axis;
}

/** Lays out a plot for these curves. A few exploding losses leave by the top instead of flattening all others. */
export function curvesFrame(histories: readonly TrainingHistory[], plot: PlotFrame): CurvesFrame {
  const losses = histories.flatMap(({ loss, valLoss }) => loss.concat(valLoss)).filter(Number.isFinite);
  losses.sort((a, b) => a - b);
  const most = losses.at(-1) ?? 1;
  const usual = losses[Math.floor(0.9 * (losses.length - 1))] ?? 1;
  const high = usual > 0 ? Math.min(most, 4 * usual) : most;
  const least = losses[0] ?? 0;
  return {
    plot,
    epochs: histories.reduce((count, history) => Math.max(count, epochCount(history)), 1),
    loss: { low: least < 0 ? -niceAbove(-least) : 0, high: niceAbove(Math.max(1e-3, high)) },
    accuracy: { low: 0, high: 1 },
  };
}

/** Pixels from the left of an epoch, counted from 0. */
export function xOf(epoch: number, { plot: { left, right }, epochs }: CurvesFrame): number {
  return round(epochs === 1 ? (left + right) / 2 : left + ((right - left) * epoch) / (epochs - 1));
}

/** The epoch, counted from 0, that stands nearest to a place. */
export function epochAt(x: number, { plot: { left, right }, epochs }: CurvesFrame): number {
  const share = right > left ? (x - left) / (right - left) : 0;
  return Math.max(0, Math.min(epochs - 1, Math.round(share * (epochs - 1))));
}

/** Pixels from the top of a value; what lies beyond the axis stands at its end. */
export function yOf(value: number, { plot: { top, bottom } }: CurvesFrame, { low, high }: Axis): number {
  const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return round(bottom - (bottom - top) * share);
}

/** The next of 1, 2, 2.5, 5 times a power of ten. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= value) ?? 10 * power;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
