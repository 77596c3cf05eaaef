import { curvePath, curvePoints } from './curvePath';
import { curvesFrame, xOf, yOf, type Axis, type CurvesFrame } from './curvesFrame';
import { escapeXml } from './escapeXml';
import { bestEpoch, epochCount, figures, gapAt, type EpochFigures, type TrainingHistory } from './trainingHistory';
import { gapInWords } from './verdict';

export interface CurvesRun {
  readonly name: string;
  readonly history: TrainingHistory;
}

export type Figure = keyof EpochFigures;

/** What stands at the axes and at the gap. */
export interface CurveWords {
  readonly loss: string;
  readonly accuracy: string;
  readonly epoch: string;
  readonly gap: string;
}

export interface CurvesOptions {
  readonly width?: number;
  readonly height?: number;
  /** Colours of the runs in turn, of text and lines, and of the ground ('none': transparent). CSS colours. */
  readonly colours?: readonly string[];
  readonly ink?: string;
  readonly ground?: string;
  readonly font?: string;
  /** What is drawn; all four curves by default. */
  readonly shown?: readonly Figure[];
  /** Names, verdicts and the key to the lines: false where something else beside the picture says so. */
  readonly withLegend?: boolean;
  /** English by default. */
  readonly words?: CurveWords;
}

const defaultColours = ['#1f77b4', '#c4550a', '#2a8a2a', '#b8272c', '#7d55b0', '#86564b'] as const;
const englishWords: CurveWords = { loss: 'loss', accuracy: 'accuracy', epoch: 'epoch', gap: 'gap' };
const ticks = 4;
const line = 18;

/** Loss is a plain line, accuracy one with dots; validation is solid, training dashed: none is told by colour alone. */
export const lineStyles: Readonly<
  Record<Figure, { readonly dash: string; readonly width: number; readonly dots: boolean }>
> = {
  loss: { dash: '5 4', width: 1.5, dots: false },
  valLoss: { dash: '', width: 2, dots: false },
  accuracy: { dash: '2 3', width: 1.5, dots: true },
  valAccuracy: { dash: '', width: 1.5, dots: true },
};

/** The colour of a curve: one run has a colour for loss and one for accuracy, several have one each. */
export function colourOf(figure: Figure, run: number, runs: number, colours: readonly string[]): string {
  const isAccuracy = figure === 'accuracy' || figure === 'valAccuracy';
  return colours[(runs === 1 && isAccuracy ? 1 : run) % colours.length];
}

/** Room around the plot: scales at both sides, epochs below, a legend above. */
export function curvesLayout(runs: readonly CurvesRun[], options: CurvesOptions): CurvesFrame {
  const { width = 720, height = 420, withLegend = true } = options;
  const legend = withLegend ? line * (runs.length + 1) : 0;
  const plot = { left: 52, right: width - 52, top: 12 + legend, bottom: height - 38 };
  return curvesFrame(
    runs.map(({ history }) => history),
    plot,
  );
}

/**
 * Loss (scale at the left) and accuracy (scale at the right) of training and validation in one plot, [0, width] x
 * [0, height] pixels. The best epoch is marked. Of one run the gap between its training and validation loss is shaded
 * and named. NaN breaks a line.
 */
export function curvesSvg(runs: readonly CurvesRun[], options: CurvesOptions = {}): string {
  const { width = 720, height = 420, colours = defaultColours, ink = '#333', ground = '#fff' } = options;
  const { font = 'sans-serif', shown = figures, withLegend = true, words = englishWords } = options;
  const frame = curvesLayout(runs, options);
  const colour = (figure: Figure, run: number): string => escapeXml(colourOf(figure, run, runs.length, colours));
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${escapeXml(font)}" font-size="12" fill="${escapeXml(ink)}">`,
    `<title>${escapeXml(titleOf(runs))}</title>`,
    ...(ground === 'none' ? [] : [`<rect width="${width}" height="${height}" fill="${escapeXml(ground)}"/>`]),
    ...axes(frame, escapeXml(ink), words),
  ];
  const isGapShown = runs.length === 1 && shown.includes('loss') && shown.includes('valLoss');
  if (isGapShown)
    parts.push(
      shadedGap(runs[0].history, frame, colour('loss', 0)),
      ...gapLabel(runs[0].history, frame, escapeXml(ink), words),
    );
  runs.forEach(({ name, history }, run) => {
    for (const figure of figures)
      if (shown.includes(figure)) parts.push(...curve(figure, history[figure], frame, colour(figure, run)));
    if (shown.includes('valLoss')) parts.push(...bestMark(history, frame, colour('valLoss', run)));
    if (withLegend)
      parts.push(
        `<text x="${frame.plot.left}" y="${16 + line * run}" fill="${runs.length === 1 ? escapeXml(ink) : colour('valLoss', run)}">${escapeXml(`${name}: ${gapInWords(history)}`)}</text>`,
      );
  });
  if (withLegend) parts.push(...key(runs.length, frame, shown, colour, escapeXml(ink)));
  return [...parts, '</svg>'].join('\n');
}

function axes(frame: CurvesFrame, ink: string, words: CurveWords): string[] {
  const { left, right, top, bottom } = frame.plot;
  const { low, high } = frame.loss;
  const lines = [
    `<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" fill="none" stroke="${ink}" stroke-opacity="0.4"/>`,
  ];
  for (let i = 0; i <= ticks; i++) {
    const y = bottom - ((bottom - top) * i) / ticks;
    const loss = low + ((high - low) * i) / ticks;
    lines.push(
      `<path d="M${left} ${y}H${right}" stroke="${ink}" stroke-opacity="0.12"/>`,
      `<text x="${left - 6}" y="${y + 4}" text-anchor="end">${String(Number(loss.toPrecision(3)))}</text>`,
      `<text x="${right + 6}" y="${y + 4}">${(i / ticks).toFixed(2)}</text>`,
    );
  }
  for (const epoch of epochTicks(frame.epochs, Math.floor((right - left) / 48)))
    lines.push(`<text x="${xOf(epoch - 1, frame)}" y="${bottom + 16}" text-anchor="middle">${epoch}</text>`);
  const middle = (top + bottom) / 2;
  lines.push(
    `<text transform="translate(12 ${middle}) rotate(-90)" text-anchor="middle">${escapeXml(words.loss)}</text>`,
    `<text transform="translate(${right + 46} ${middle}) rotate(-90)" text-anchor="middle">${escapeXml(words.accuracy)}</text>`,
    `<text x="${(left + right) / 2}" y="${bottom + 32}" text-anchor="middle">${escapeXml(words.epoch)}</text>`,
  );
  return lines;
}

/** Epochs, counted from 1, that are written below the plot: round numbers, at most `most`. */
function epochTicks(epochs: number, most: number): number[] {
  let step = 1;
  for (let i = 0; epochs / step > Math.max(2, most); i++) step = [2, 5, 10][i % 3] * 10 ** Math.floor(i / 3);
  const round = Array.from({ length: Math.floor(epochs / step) }, (_, i) => (i + 1) * step);
  return round[0] === 1 ? round : [1, ...round];
}

function curve(figure: Figure, values: readonly number[], frame: CurvesFrame, colour: string): string[] {
  const axis = axisOf(figure, frame);
  const path = curvePath(values, frame, axis);
  if (path === '') return [];
  const { dash, width, dots } = lineStyles[figure];
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  const drawn = `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round"${dashes}/>`;
  return dots ? [drawn, ...dotsOf(values, frame, axis, colour)] : [drawn];
}

/** Dots stand at least 14 pixels apart. */
function dotsOf(values: readonly number[], frame: CurvesFrame, axis: Axis, colour: string): string[] {
  const { left, right } = frame.plot;
  const every = Math.max(1, Math.ceil((14 * frame.epochs) / Math.max(1, right - left)));
  return curvePoints(values)
    .filter(({ epoch, value }) => epoch % every === 0 && Number.isFinite(value))
    .map(
      ({ epoch, value }) =>
        `<circle cx="${xOf(epoch, frame)}" cy="${yOf(value, frame, axis)}" r="2.5" fill="${colour}"/>`,
    );
}

function axisOf(figure: Figure, frame: CurvesFrame): Axis {
  return figure === 'loss' || figure === 'valLoss' ? frame.loss : frame.accuracy;
}

function bestMark(history: TrainingHistory, frame: CurvesFrame, colour: string): string[] {
  const best = bestEpoch(history);
  if (best === undefined || !Number.isFinite(history.valLoss[best])) return [];
  const x = xOf(best, frame);
  return [
    `<path d="M${x} ${frame.plot.top}V${frame.plot.bottom}" stroke="${colour}" stroke-opacity="0.6" stroke-dasharray="2 2"/>`,
    `<circle cx="${x}" cy="${yOf(history.valLoss[best], frame, frame.loss)}" r="5" stroke="${colour}" stroke-width="2" fill="none"/>`,
  ];
}

/** The area between training and validation loss where the latter is higher. */
function shadedGap(history: TrainingHistory, frame: CurvesFrame, colour: string): string {
  const { loss, valLoss } = history;
  const above: string[] = [];
  const below: string[] = [];
  for (const { epoch, value } of curvePoints(valLoss)) {
    if (!Number.isFinite(value) || !Number.isFinite(loss[epoch])) continue;
    const x = xOf(epoch, frame);
    above.push(`${x} ${yOf(Math.max(loss[epoch], value), frame, frame.loss)}`);
    below.unshift(`${x} ${yOf(loss[epoch], frame, frame.loss)}`);
  }
  return above.length < 2 ? '' : `<path d="M${[...above, ...below].join('L')}Z" fill="${colour}" fill-opacity="0.14"/>`;
}

/** The size of the gap, written where it ends. */
function gapLabel(history: TrainingHistory, frame: CurvesFrame, ink: string, { gap }: CurveWords): string[] {
  const last = epochCount(history) - 1;
  const { loss } = gapAt(history, last);
  if (!Number.isFinite(loss)) return [];
  const [from, to] = [yOf(history.loss[last], frame, frame.loss), yOf(history.valLoss[last], frame, frame.loss)];
  // Between the curves where there is room, else above both.
  const y = Math.abs(from - to) > 20 ? (from + to) / 2 : Math.min(from, to) - 14;
  return [
    `<text x="${xOf(last, frame) - 6}" y="${y + 4}" text-anchor="end" fill="${ink}">${escapeXml(gap)} ${loss.toFixed(2)}</text>`,
  ];
}

const figureNames: Readonly<Record<Figure, string>> = {
  loss: 'training loss',
  valLoss: 'validation loss',
  accuracy: 'training accuracy',
  valAccuracy: 'validation accuracy',
};

/** Which line is which. */
function key(
  runs: number,
  { plot }: CurvesFrame,
  shown: readonly Figure[],
  colour: (figure: Figure, run: number) => string,
  ink: string,
): string[] {
  const y = 12 + line * runs;
  const step = (plot.right - plot.left) / 4;
  return figures
    .filter((figure) => shown.includes(figure))
    .flatMap((figure, i) => {
      const x = plot.left + i * step;
      const { dash, width, dots } = lineStyles[figure];
      const stroke = runs === 1 ? colour(figure, 0) : ink;
      return [
        `<path d="M${x} ${y}h28" stroke="${stroke}" stroke-width="${width}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>`,
        ...(dots ? [`<circle cx="${x + 14}" cy="${y}" r="2.5" fill="${stroke}"/>`] : []),
        `<text x="${x + 34}" y="${y + 4}">${figureNames[figure]}</text>`,
      ];
    });
}

function titleOf(runs: readonly CurvesRun[]): string {
  return `Training curves: ${runs.map(({ name, history }) => `${name}, ${gapInWords(history)}`).join('; ')}`;
}
