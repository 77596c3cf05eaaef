import { comparableName } from '../comparableName';
import { parseCsv } from './parseCsv';
import { figures, type EpochFigures, type TrainingHistory } from './trainingHistory';

export type LogFormat = 'keras' | 'fastai' | 'lightning';

export interface TrainingLog {
  readonly format: LogFormat;
  readonly history: TrainingHistory;
}

type Columns = { readonly [Figure in keyof EpochFigures]: readonly string[] };

/** Column names of each writer, best first; compared in lower case without punctuation. */
const columnNames: Readonly<Record<LogFormat, Columns>> = {
  keras: {
    loss: ['loss'],
    accuracy: ['accuracy', 'acc', 'categoricalaccuracy', 'sparsecategoricalaccuracy', 'binaryaccuracy'],
    valLoss: ['valloss'],
    valAccuracy: [
      'valaccuracy',
      'valacc',
      'valcategoricalaccuracy',
      'valsparsecategoricalaccuracy',
      'valbinaryaccuracy',
    ],
  },
  // fastai measures accuracy on the validation set only.
  fastai: {
    loss: ['trainloss'],
    accuracy: ['trainaccuracy'],
    valLoss: ['validloss'],
    valAccuracy: ['accuracy', 'accuracymulti'],
  },
  lightning: {
    loss: ['trainlossepoch', 'trainloss', 'trainingloss', 'trainlossstep', 'loss'],
    accuracy: ['trainaccepoch', 'trainaccuracyepoch', 'trainacc', 'trainaccuracy'],
    valLoss: ['vallossepoch', 'valloss', 'validloss', 'validationloss'],
    valAccuracy: ['valaccepoch', 'valaccuracyepoch', 'valacc', 'valaccuracy', 'validacc', 'validaccuracy'],
  },
};

/**
 * Reads the log of somebody's own training: Keras' CSVLogger, fastai's CSVLogger, or Lightning's metrics.csv, told by
 * their columns, which may stand in any order. Cells that are empty or no numbers are missing (NaN). Lightning writes
 * training and validation figures of an epoch in lines of their own; they are brought together, the last one counts.
 * A last line without its end counts only when it is complete: the log may be growing. Accuracies in percent become
 * shares. Undefined when the text is none of these; `whyNoTrainingLog` says why.
 */
export function readTrainingLog(text: string): TrainingLog | undefined {
  const [heading, ...rows] = parseCsv(text);
  if (!heading) return undefined;
  const names = heading.map(comparableName);
  const format = formatOf(names);
  if (!format) return undefined;
  if (!/[\r\n]$/.test(text) && (rows.at(-1)?.length ?? heading.length) < heading.length) rows.pop();
  const epochAt = names.indexOf('epoch');
  const epochs = new Map<number, number[]>();
  rows.forEach((row, i) => {
    const epoch = epochAt < 0 ? i : numberOf(row[epochAt]);
    if (!Number.isFinite(epoch)) return;
    const known = epochs.get(epoch) ?? figures.map(() => NaN);
    figures.forEach((figure, f) => {
      const value = firstValue(row, names, columnNames[format][figure]);
      if (!Number.isNaN(value)) known[f] = value;
      else if (format === 'fastai' && figure === 'valAccuracy') {
        const errorRate = firstValue(row, names, ['errorrate']);
        if (!Number.isNaN(errorRate)) known[f] = 1 - errorRate;
      }
    });
    epochs.set(epoch, known);
  });
  const ordered = [...epochs].sort(([a], [b]) => a - b).map(([, values]) => values);
  const measured = ordered.filter((values) => values.some((value) => !Number.isNaN(value)));
  const column = (f: number): number[] => measured.map((values) => values[f]);
  const accuracies = [column(1), column(3)];
  const isPercent = accuracies.some((values) => values.some((value) => value > 1 && value <= 100));
  const [accuracy, valAccuracy] = isPercent ? accuracies.map((one) => one.map((value) => value / 100)) : accuracies;
  return { format, history: { loss: column(0), accuracy, valLoss: column(2), valAccuracy } };
}

/** Why a text is no training log, in words for the user; to be asked where `readTrainingLog` gave nothing. */
export function whyNoTrainingLog(text: string): string {
  if (text.includes('\0')) return 'This is no text, so it cannot be a training log.';
  const first = text.trimStart().split(/[\r\n]/, 1)[0];
  if (first === '') return 'The file is empty. A training log begins with a line of column names.';
  const names = first
    .split(',')
    .slice(0, 8)
    .map((name) => name.trim().slice(0, 30));
  return (
    `No columns of a training log are in the first line (it begins with ${names.join(', ')}). These are read: ` +
    'Keras CSVLogger (loss, val_loss, accuracy…), fastai CSVLogger (train_loss, valid_loss…) and Lightning metrics.csv ' +
    '(step with train_loss, val_loss…).'
  );
}

function formatOf(names: readonly string[]): LogFormat | undefined {
  const has = (name: string): boolean => names.includes(name);
  const hasAny = (list: readonly string[]): boolean => list.some(has);
  if (has('trainloss') && has('validloss') && !has('step')) return 'fastai';
  const { loss, accuracy, valLoss, valAccuracy } = columnNames.lightning;
  if (has('step') && hasAny([...loss, ...accuracy, ...valLoss, ...valAccuracy])) return 'lightning';
  return has('loss') ? 'keras' : undefined;
}

function firstValue(row: readonly string[], names: readonly string[], wanted: readonly string[]): number {
  for (const name of wanted) {
    const at = names.indexOf(name);
    const value = at < 0 ? NaN : numberOf(row[at]);
    if (!Number.isNaN(value)) return value;
  }
  return NaN;
}

function numberOf(cell: string | undefined): number {
  const value = cell === undefined || cell.trim() === '' ? NaN : Number(cell);
  return Number.isFinite(value) ? value : NaN;
}
