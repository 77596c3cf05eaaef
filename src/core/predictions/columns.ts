import { comparableName } from '../comparableName';
import { parseIfJson } from '../parseIfJson';
/** What a cell of a table of predictions may hold: text from CSV, anything from JSON and Parquet. */
export type Cell = unknown;

/** One column of scores and the class that it is of. */
export interface ClassColumn {
  readonly column: string;
  readonly class: string;
}

/** How the columns of a table of predictions are to be understood. */
export interface PredictionColumns {
  /** Names the image. */
  readonly file: string;
  /** The predicted class, by name or by its place in `classes`. */
  readonly label?: string;
  /** Probability of the predicted class, 0..1, for a table that holds no more than that. */
  readonly confidence?: string;
  /** One column for each class. */
  readonly scores?: readonly ClassColumn[];
  /** One column that holds the scores of all classes: a list in the order of `classes`, or class and score by pairs. */
  readonly list?: string;
  /** Scores are logits: a softmax makes probabilities of them. */
  readonly logits: boolean;
  /** What an index means: classes in the order that the model counts them. */
  readonly classes: readonly string[];
}

/** What can be known of a column from the first rows. */
interface ColumnFacts {
  readonly name: string;
  readonly plain: string;
  readonly cells: readonly Cell[];
  /** Share of the cells that name an image of the dataset. */
  readonly images: number;
}

const fileNames = [
  'file',
  'path',
  'filename',
  'filepath',
  'image',
  'imagepath',
  'img',
  'name',
  'fname',
  'imageid',
  'id',
];
const labelNames = [
  ...['predicted', 'prediction', 'pred', 'predictedlabel', 'predlabel', 'labelpred', 'predictedclass', 'predclass'],
  ...['ypred', 'yhat', 'argmax', 'top1', 'label', 'class', 'category', 'index'],
];
const confidenceNames = ['confidence', 'conf', 'probability', 'prob', 'proba', 'maxprob', 'score', 'p'];
const listNames = [
  'probabilities',
  'probs',
  'scores',
  'logits',
  'proba',
  'prediction',
  'predictions',
  'softmax',
  'output',
];
/** What stands before or after the class in the name of a column of scores. */
const affixes =
  /^(?:p|prob|proba|probs|probability|score|logit|logits|softmax|class|pred)[\s_.:-]+|[\s_.:-]+(?:p|prob|proba|probability|score|logit)$/i;

/**
 * Guesses the columns from their names and the first rows. `isImage` says whether a text names an image of the dataset.
 * The result may lack what cannot be guessed: then nothing is both found and plausible, and the user chooses.
 */
export function guessColumns(
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
  classes: readonly string[],
  isImage: (text: string) => boolean,
): Partial<PredictionColumns> {
  const facts = names.map((name, i): ColumnFacts => {
    const cells = rows.map((row) => row[i]).filter((cell) => cell !== null && cell !== undefined && cell !== '');
    const images = cells.filter((cell) => typeof cell === 'string' && isImage(cell)).length / Math.max(1, cells.length);
    return { name, plain: comparableName(name), cells, images };
  });
  const file = mostImages(facts) ?? byName(facts, fileNames, isText);
  const rest = facts.filter((one) => one !== file);
  const scores = scoreColumns(rest, classes);
  const others = rest.filter(({ name }) => !scores.some(({ column }) => column === name));
  const list =
    scores.length > 0 ? undefined : byName(others, [...listNames, ...others.map(({ plain }) => plain)], isList);
  const label = byName(others, labelNames, (cell) => isLabel(cell, classes));
  const confidence = byName(
    others.filter((one) => one !== label && one !== list),
    confidenceNames,
    (cell) => inRange(numberOf(cell), 0, 1),
  );
  const values =
    scores.length > 0 ? scoreValues(facts, scores) : (list?.cells ?? []).flatMap((cell) => listValues(cell));
  return {
    ...(file && { file: file.name }),
    ...(label && { label: label.name }),
    ...(scores.length > 0 ? { scores } : list ? { list: list.name } : confidence && { confidence: confidence.name }),
    logits: values.some((value) => value < -1e-6 || value > 1 + 1e-6),
    classes: [...classes].sort(byCodeUnit),
  };
}

/** Why these columns are not enough, or undefined when they are. */
export function columnsProblem(columns: Partial<PredictionColumns>): string | undefined {
  if (columns.file === undefined) return 'no column names the images';
  if (columns.label === undefined && columns.list === undefined && (columns.scores?.length ?? 0) === 0)
    return 'no column holds a predicted class or scores';
  return undefined;
}

/** A number in a cell, NaN where there is none. An empty text is none. */
export function numberOf(cell: Cell): number {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'bigint') return Number(cell);
  if (typeof cell !== 'string') return NaN;
  const first = cell.charCodeAt(0);
  // Digits, a sign or a point; the rest (blanks, infinity, nothing at all) is looked at closely.
  if (first >= 0x2b && first <= 0x39) {
    const number = Number(cell);
    if (!Number.isNaN(number)) return number;
  }
  return /^\s*[-+]?(?:\d|\.\d|inf)/i.test(cell) ? Number(cell.replace(/inf(?:inity)?\s*$/i, 'Infinity')) : NaN;
}

/**
 * The scores in a cell that holds all of them: a list of numbers, an object of scores by class, a list of
 * `{label, score}`, or the text of one of these as numpy, Python or JSON print it. Undefined for anything else.
 */
export function readScoreList(cell: Cell): readonly number[] | ReadonlyMap<string, number> | undefined {
  if (typeof cell === 'string') return readScoreText(cell);
  if (Array.isArray(cell) || ArrayBuffer.isView(cell)) return readScoreArray(Array.from(cell as ArrayLike<Cell>));
  if (typeof cell !== 'object' || cell === null) return undefined;
  const entries = Object.entries(cell).map(([name, value]) => [name, numberOf(value)] as const);
  return entries.length > 0 && entries.every(([, value]) => !Number.isNaN(value)) ? new Map(entries) : undefined;
}

function readScoreArray(cells: readonly Cell[]): readonly number[] | ReadonlyMap<string, number> | undefined {
  const numbers = cells.map(numberOf);
  if (cells.length > 0 && numbers.every((value) => !Number.isNaN(value))) return numbers;
  const pairs = new Map<string, number>();
  for (const cell of cells) {
    if (typeof cell !== 'object' || cell === null) return undefined;
    const { label, score } = cell as { readonly label?: unknown; readonly score?: unknown };
    if (typeof label !== 'string' || Number.isNaN(numberOf(score))) return undefined;
    pairs.set(label, numberOf(score));
  }
  return pairs.size > 0 ? pairs : undefined;
}

function readScoreText(text: string): ReturnType<typeof readScoreList> {
  const list = /^\s*[[(]([^[\](){}]*)[\])]\s*$/.exec(text)?.[1];
  if (list !== undefined) return readScoreArray(list.split(/[\s,;]+/).filter((part) => part !== ''));
  if (!/^\s*[[{]/.test(text)) return undefined;
  const parsed = parseIfJson(text);
  return typeof parsed === 'string' ? undefined : readScoreList(parsed);
}

/** Whole numbers from 0 on: places in the list of classes. */
export function isIndex(cell: Cell): boolean {
  const value = numberOf(cell);
  return Number.isInteger(value) && value >= 0;
}

export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function mostImages(facts: readonly ColumnFacts[]): ColumnFacts | undefined {
  const best = [...facts].sort((a, b) => b.images - a.images)[0];
  return best !== undefined && best.images > 0 ? best : undefined;
}

function byName(
  facts: readonly ColumnFacts[],
  names: readonly string[],
  fits: (cell: Cell) => boolean,
): ColumnFacts | undefined {
  const fitting = facts.filter(({ cells }) => isMostly(cells, fits));
  for (const name of names) {
    const found = fitting.find(({ plain }) => plain === name);
    if (found) return found;
  }
  return undefined;
}

/** A prediction that failed (`nan`, `error`) is a row that cannot be used, and makes no other column of it. */
function isMostly(cells: readonly Cell[], fits: (cell: Cell) => boolean): boolean {
  return cells.filter((cell) => fits(cell)).length * 2 > cells.length;
}

/** Those of the columns that are named after a class. */
export function namedAfterClasses(columns: readonly string[], classes: readonly string[]): ClassColumn[] {
  const known = new Map(classes.map((name) => [name.toLowerCase(), name]));
  return columns.flatMap((name): ClassColumn[] => {
    const own = known.get(name.toLowerCase()) ?? known.get(name.replace(affixes, '').toLowerCase());
    return own === undefined ? [] : [{ column: name, class: own }];
  });
}

/** Columns that are named after a class; or numbered from 0 to the last class. */
function scoreColumns(facts: readonly ColumnFacts[], classes: readonly string[]): ClassColumn[] {
  const numeric = facts.filter(({ cells }) => isMostly(cells, (cell) => !Number.isNaN(numberOf(cell))));
  const named = namedAfterClasses(
    numeric.map(({ name }) => name),
    classes,
  );
  const distinct = new Set(named.map((one) => one.class));
  if (named.length > 1 && distinct.size === named.length) return named;
  const order = [...classes].sort(byCodeUnit);
  const numbered = numeric.flatMap(({ name }): ClassColumn[] => {
    const index = /^(?:[a-z]+[\s_.:-]*)?(\d+)$/i.exec(name)?.[1];
    const own = index === undefined ? undefined : order[Number(index)];
    return own === undefined ? [] : [{ column: name, class: own }];
  });
  return numbered.length === order.length && new Set(numbered.map((one) => one.class)).size === order.length
    ? numbered
    : [];
}

function scoreValues(facts: readonly ColumnFacts[], scores: readonly ClassColumn[]): number[] {
  const columns = new Set(scores.map(({ column }) => column));
  return facts.filter(({ name }) => columns.has(name)).flatMap(({ cells }) => cells.map(numberOf));
}

function listValues(cell: Cell): number[] {
  return [...(readScoreList(cell)?.values() ?? [])];
}

function isText(cell: Cell): boolean {
  return typeof cell === 'string';
}

function isList(cell: Cell): boolean {
  return readScoreList(cell) !== undefined;
}

function isLabel(cell: Cell, classes: readonly string[]): boolean {
  return isIndex(cell) || (typeof cell === 'string' && (classes.includes(cell) || Number.isNaN(numberOf(cell))));
}

function inRange(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
