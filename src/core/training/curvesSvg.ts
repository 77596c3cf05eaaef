import { bestEpoch, epochCount, gapAt, type TrainingHistory } from './trainingHistory';

export interface CurvesRun {
  readonly name: string;
  readonly history: TrainingHistory;
}

export interface CurvesOptions {
  readonly width?: number;
  readonly height?: number;
  /** Colours of the runs in turn, of text and lines, and of the ground ('none': transparent). CSS colours. */
  readonly colours?: readonly string[];
  readonly ink?: string;
  readonly ground?: string;
}

interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Axis {
  readonly low: number;
  readonly high: number;
}

const defaultColours = ['#1f77b4', '#d6590c', '#2a8a2a', '#b8272c', '#7d55b0', '#86564b'];
const ticks = 4;

/**
 * Loss (scale at the left) and accuracy (scale at the right) of training and validation in one plot, [0, width] x
 * [0, height] pixels. The best epoch is marked. One run has a colour for loss and one for accuracy, and the gap between
 * its training and validation loss is shaded and named; several runs have a colour each. NaN breaks a line.
 */
export function curvesSvg(runs: readonly CurvesRun[], options: CurvesOptions = {}): string {
  const { width = 720, height = 420, colours = defaultColours, ink = '#333', ground = '#fff' } = options;
  const frame: Frame = { left: 56, right: width - 56, top: 24 + 18 * runs.length, bottom: height - 44 };
  const epochs = Math.max(1, ...runs.map(({ history }) => epochCount(history)));
  const losses = runs.flatMap(({ history }) => [...history.loss, ...history.valLoss]).filter(Number.isFinite);
  const lossAxis: Axis = { low: 0, high: niceAbove(Math.max(1e-3, ...losses)) };
  const accuracyAxis: Axis = { low: 0, high: 1 };
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12" fill="${escapeXml(ink)}">`,
    `<title>${escapeXml(titleOf(runs))}</title>`,
    ...(ground === 'none' ? [] : [`<rect width="${width}" height="${height}" fill="${escapeXml(ground)}"/>`]),
    ...axes(frame, epochs, lossAxis, escapeXml(ink)),
  ];
  runs.forEach(({ name, history }, i) => {
    const colour = escapeXml(colours[i % colours.length]);
    const second = escapeXml(runs.length === 1 ? colours[1 % colours.length] : colour);
    const line = (values: readonly number[], axis: Axis, dash: string, strokeWidth: number): string =>
      `<path d="${pathOf(values, frame, epochs, axis)}" fill="none" stroke="${axis === lossAxis ? colour : second}" stroke-width="${strokeWidth}"${dash}/>`;
    const dashed = ' stroke-dasharray="5 4"';
    if (runs.length === 1)
      parts.push(shadedGap(history, frame, epochs, lossAxis, colour), ...gapLabel(history, frame, epochs, lossAxis));
    parts.push(
      line(history.loss, lossAxis, dashed, 2),
      line(history.valLoss, lossAxis, '', 2),
      line(history.accuracy, accuracyAxis, ' stroke-dasharray="1 3"', 1.5),
      line(history.valAccuracy, accuracyAxis, ' stroke-dasharray="9 3 2 3"', 1.5),
      ...bestMark(history, frame, epochs, lossAxis, colour),
      `<text x="${frame.left}" y="${20 + 18 * i}" fill="${colour}">${escapeXml(`${name}: ${gapInWords(history)}`)}</text>`,
    );
  });
  parts.push(
    `<text x="${frame.left}" y="${height - 10}">loss: training dashed, validation solid; accuracy: training dotted, validation dash-dotted</text>`,
    '</svg>',
  );
  return parts.join('\n');
}

/** What the best epoch says, for people: the gap is called overfitting where it is large. */
export function gapInWords(history: TrainingHistory): string {
  const best = bestEpoch(history);
  if (best === undefined) return 'no validation figures';
  const gap = gapAt(history, best);
  const last = gapAt(history, epochCount(history) - 1);
  const accuracy = history.valAccuracy[best];
  const words = [
    `best epoch ${best + 1}`,
    ...(Number.isFinite(accuracy) ? [`validation accuracy ${accuracy.toFixed(3)}`] : []),
    ...(Number.isFinite(gap.loss) ? [`loss gap ${gap.loss.toFixed(2)}`] : []),
    ...(Number.isFinite(last.loss) ? [`at the end ${last.loss.toFixed(2)}`] : []),
  ];
  return words.join(', ') + (isOverfitting(history) ? ' (overfitting)' : '');
}

/** Validation loss ended clearly above both its best value and the training loss. */
export function isOverfitting(history: TrainingHistory): boolean {
  const best = bestEpoch(history);
  const end = epochCount(history) - 1;
  if (best === undefined || best === end) return false;
  return history.valLoss[end] > history.valLoss[best] * 1.1 && gapAt(history, end).loss > 0.2 * history.valLoss[best];
}

function axes(frame: Frame, epochs: number, lossAxis: Axis, ink: string): string[] {
  const { left, right, top, bottom } = frame;
  const lines = [
    `<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" fill="none" stroke="${ink}" stroke-opacity="0.4"/>`,
  ];
  for (let i = 0; i <= ticks; i++) {
    const y = round(bottom - ((bottom - top) * i) / ticks);
    const loss = (lossAxis.high * i) / ticks;
    lines.push(
      `<path d="M${left} ${y}H${right}" stroke="${ink}" stroke-opacity="0.12"/>`,
      `<text x="${left - 6}" y="${y + 4}" text-anchor="end">${String(Number(loss.toPrecision(3)))}</text>`,
      `<text x="${right + 6}" y="${y + 4}">${(i / ticks).toFixed(2)}</text>`,
    );
  }
  const every = Math.max(1, Math.ceil(epochs / 10));
  for (let epoch = 0; epoch < epochs; epoch += every)
    lines.push(`<text x="${xOf(epoch, frame, epochs)}" y="${bottom + 16}" text-anchor="middle">${epoch + 1}</text>`);
  const middle = (top + bottom) / 2;
  lines.push(
    `<text transform="translate(14 ${middle}) rotate(-90)" text-anchor="middle">loss</text>`,
    `<text transform="translate(${right + 48} ${middle}) rotate(-90)" text-anchor="middle">accuracy</text>`,
  );
  return lines;
}

function bestMark(history: TrainingHistory, frame: Frame, epochs: number, axis: Axis, colour: string): string[] {
  const best = bestEpoch(history);
  if (best === undefined || !Number.isFinite(history.valLoss[best])) return [];
  const x = xOf(best, frame, epochs);
  return [
    `<path d="M${x} ${frame.top}V${frame.bottom}" stroke="${colour}" stroke-opacity="0.5" stroke-dasharray="2 2"/>`,
    `<circle cx="${x}" cy="${yOf(history.valLoss[best], frame, axis)}" r="4" fill="${colour}"/>`,
  ];
}

/** The area between training and validation loss where the latter is higher. */
function shadedGap(history: TrainingHistory, frame: Frame, epochs: number, axis: Axis, colour: string): string {
  const above: string[] = [];
  const below: string[] = [];
  history.valLoss.forEach((valLoss, epoch) => {
    const loss = history.loss[epoch];
    if (!Number.isFinite(valLoss) || !Number.isFinite(loss)) return;
    const x = xOf(epoch, frame, epochs);
    above.push(`${x} ${yOf(Math.max(loss, valLoss), frame, axis)}`);
    below.unshift(`${x} ${yOf(loss, frame, axis)}`);
  });
  return above.length < 2 ? '' : `<path d="M${[...above, ...below].join('L')}Z" fill="${colour}" fill-opacity="0.12"/>`;
}

/** The size of the gap, written where it ends. */
function gapLabel(history: TrainingHistory, frame: Frame, epochs: number, axis: Axis): string[] {
  const last = epochCount(history) - 1;
  const { loss } = gapAt(history, last);
  if (!Number.isFinite(loss)) return [];
  const y = yOf((history.loss[last] + history.valLoss[last]) / 2, frame, axis);
  const x = xOf(last, frame, epochs);
  return [`<text x="${x - 6}" y="${y + 4}" text-anchor="end">gap ${loss.toFixed(2)}</text>`];
}

function pathOf(values: readonly number[], frame: Frame, epochs: number, axis: Axis): string {
  let path = '';
  let isDrawing = false;
  values.forEach((value, epoch) => {
    if (Number.isFinite(value))
      path += `${isDrawing ? 'L' : 'M'}${xOf(epoch, frame, epochs)} ${yOf(value, frame, axis)}`;
    isDrawing = Number.isFinite(value);
  });
  return path;
}

function xOf(epoch: number, { left, right }: Frame, epochs: number): number {
  return round(epochs === 1 ? (left + right) / 2 : left + ((right - left) * epoch) / (epochs - 1));
}

function yOf(value: number, { top, bottom }: Frame, { low, high }: Axis): number {
  const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return round(bottom - (bottom - top) * share);
}

/** The next of 1, 2, 2.5, 5 times a power of ten. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= value) ?? 10 * power;
}

function titleOf(runs: readonly CurvesRun[]): string {
  return `Training curves: ${runs.map(({ name, history }) => `${name}, ${gapInWords(history)}`).join('; ')}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escapeXml(text: string): string {
  const named: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  // Control characters have no place in XML, not even escaped.

  return text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, ' ').replace(/[&<>"']/g, (c) => named[c]);
}
