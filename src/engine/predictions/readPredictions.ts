import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  byCodeUnit,
  isIndex,
  namedAfterClasses,
  numberOf,
  readScoreList,
  type Cell,
  type PredictionColumns,
} from '../../core/predictions/columns';
import { ImagePaths } from '../../core/predictions/imagePaths';
import type { PredictionsLeft, PredictionsLeftKind } from '../../protocol/predictions';
import { UserError } from '../errors';
import { openTable } from '../tables/openTable';
import type { TableRecord, TableSource } from '../tables/table';
import { PredictionTable } from './predictionTable';

/** Class names beside those of the dataset that a table may bring: more are no classes. */
const mostNewClasses = 1000;
/** Of each kind of what found no counterpart so many are listed. */
const mostListed = 500;
/** The named class of a prediction is the likeliest one, also where the table gives it a confidence of 0. */
const leastConfidence = 1e-6;
/** What is surely less as float32, too. */
const justBelow = 1 - 1e-6;
const kinds: readonly PredictionsLeftKind[] = ['missing', 'unreadable', 'outside', 'repeated', 'invalid', 'without'];

/** The images that predictions are about, as the session knows them. Element i is row i. */
export interface PredictedImages {
  /** Absolute. */
  readonly root: string;
  /** Undefined: no image, or gone. */
  readonly paths: readonly (string | undefined)[];
  /** Where images stood before they were moved. */
  readonly before: ReadonlyMap<number, string>;
  /** Paths of files that are there and cannot be read. */
  readonly unreadable: readonly string[];
  readonly classes: readonly string[];
  /** Class index, -1 unsorted. */
  readonly given: ArrayLike<number>;
}

export interface ReadPredictions {
  readonly table: PredictionTable;
  /** Those of the dataset, in its order, then those that only the predictions name. */
  readonly classes: readonly string[];
  readonly rows: number;
  readonly images: number;
  readonly left: readonly PredictionsLeft[];
  readonly notes: readonly string[];
  /** Why its columns may mean something else by now, in words. */
  readonly doubt?: string;
}

/**
 * Reads a whole table of predictions, holding no more than its scores. Throws `UserError` for a table without the columns
 * that were chosen, with scores that do not fit the classes, and when no row is about an image here.
 */
export async function readPredictions(
  path: string,
  columns: PredictionColumns,
  images: PredictedImages,
): Promise<ReadPredictions> {
  const name = basename(path);
  const used = [
    columns.file,
    columns.label,
    columns.confidence,
    columns.list,
    ...(columns.scores ?? []).map((s) => s.column),
  ];
  const source = await openTable(
    path,
    used.filter((column) => column !== undefined),
  );
  const reader = new PredictionReader(name, columns, source, images);
  for await (const records of source.rows) for (const record of records) reader.read(record);
  return reader.finish();
}

/** Classes with an image: others are none that a model could count. */
export function labelledClasses({ classes, given, paths }: PredictedImages): string[] {
  const labelled = new Set(Array.from(given).filter((own, row) => own >= 0 && paths[row] !== undefined));
  return classes.filter((_, index) => labelled.has(index));
}

function inShort(names: readonly string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(', ')}, …` : names.join(', ');
}

type Prediction = { readonly invalid: string } | { readonly values: readonly (readonly [index: number, p: number])[] };

class PredictionReader {
  private readonly paths: ImagePaths;
  private readonly unreadable: ImagePaths;
  private readonly classIndex: Map<string, number>;
  private readonly classes: string[];
  private readonly newClasses: string[] = [];
  /** What an index means, as an index into `classes`. */
  private readonly order: readonly number[];
  private readonly scoreClasses: readonly number[];
  private readonly at: { file: number; label: number; confidence: number; list: number; scores: readonly number[] };
  private readonly left: Readonly<Record<PredictionsLeftKind, { count: number; examples: string[] }>>;
  private readonly table: PredictionTable;
  private rows = 0;
  private hasNumbers = false;

  constructor(
    private readonly name: string,
    private readonly columns: PredictionColumns,
    private readonly source: TableSource,
    private readonly images: PredictedImages,
  ) {
    this.paths = new ImagePaths(images.root, images.paths, images.before);
    this.unreadable = new ImagePaths(images.root, images.unreadable);
    this.classes = [...images.classes];
    this.classIndex = new Map(this.classes.map((own, i) => [own, i]));
    const place = (column: string | undefined): number => (column === undefined ? -1 : this.placeOf(column));
    this.at = {
      file: place(columns.file),
      label: place(columns.label),
      confidence: place(columns.confidence),
      list: place(columns.list),
      scores: (columns.scores ?? []).map(({ column }) => place(column)),
    };
    this.order = (source.classes ?? columns.classes).map((own) => this.indexOf(own));
    this.scoreClasses = (columns.scores ?? []).map((own) => this.indexOf(own.class));
    const none = () => ({ count: 0, examples: [] });
    this.left = {
      missing: none(),
      unreadable: none(),
      outside: none(),
      repeated: none(),
      invalid: none(),
      without: none(),
    };
    this.table = new PredictionTable(images.paths.length);
  }

  read({ line, cells }: TableRecord): void {
    this.rows++;
    const file = cells[this.at.file];
    const text =
      typeof file === 'string' ? file : typeof file === 'number' || typeof file === 'bigint' ? String(file) : '';
    if (text === '') return this.leave('invalid', `row ${line}: no file`);
    const row = this.paths.find(text);
    if (typeof row === 'string') {
      const isHere = typeof this.unreadable.find(text) === 'number';
      return this.leave(isHere ? 'unreadable' : row, `row ${line}: ${text}`);
    }
    const prediction = this.predictionOf(cells, line);
    if ('invalid' in prediction) return this.leave('invalid', `row ${line}: ${text}: ${prediction.invalid}`);
    if (this.table.has(row)) this.leave('repeated', `row ${line}: ${text}`);
    this.table.set(row, prediction.values, this.images.given[row]);
  }

  finish(): ReadPredictions {
    const { paths } = this.images;
    const images = this.table.count;
    if (images === 0) throw this.nothingMatched();
    paths.forEach((path, row) => {
      if (path !== undefined && !this.table.has(row)) this.leave('without', path);
    });
    const fresh = this.newClasses.length;
    return {
      table: this.table,
      classes: this.classes,
      rows: this.rows,
      images,
      left: kinds.flatMap((kind) => (this.left[kind].count > 0 ? [{ kind, ...this.left[kind] }] : [])),
      doubt: this.doubt(),
      notes: [
        ...this.source.notes,
        ...(fresh > 0
          ? [
              `${fresh} predicted ${fresh === 1 ? 'class is' : 'classes are'} not in the dataset: ${this.newClasses.slice(0, 5).join(', ')}${fresh > 5 ? ', …' : ''}.`,
            ]
          : []),
      ],
    };
  }

  /** The dataset's classes may be others than when the columns were confirmed. */
  private doubt(): string | undefined {
    const { name, columns, source, images } = this;
    const { scores = [] } = columns;
    const missed = namedAfterClasses(source.columns, images.classes).filter(
      (own) => own.column !== columns.file && !scores.some((read) => read.class === own.class),
    );
    if (scores.length > 0 && namedAfterClasses([scores[0].column], [scores[0].class]).length > 0 && missed.length > 0)
      return `${name} has scores of ${missed.map((own) => own.class).join(', ')} that are not read. Choose its columns anew.`;
    const present = labelledClasses(images).sort(byCodeUnit);
    if (!this.hasNumbers || source.classes || isDeepStrictEqual(present, columns.classes)) return undefined;
    return `${name} has numbers for classes, read as ${inShort(columns.classes)}; the dataset has ${inShort(present)} by now. Choose its columns anew where the model counts those.`;
  }

  private predictionOf(cells: readonly Cell[], line: number): Prediction {
    if (this.at.scores.length > 0)
      return this.normalised(this.at.scores.map((place, i) => [this.scoreClasses[i], numberOf(cells[place])] as const));
    if (this.at.list >= 0) return this.fromList(cells[this.at.list], line);
    const index = this.labelOf(cells[this.at.label], line);
    if (index === undefined) return { invalid: 'no predicted class' };
    const given = this.at.confidence < 0 ? 1 : numberOf(cells[this.at.confidence]);
    if (!(given >= 0 && given <= 1)) return { invalid: 'the confidence is no number from 0 to 1' };
    const confidence = Math.max(given, leastConfidence);
    const others = this.order.filter((other) => other !== index);
    // Nothing is said of the other classes: what is left is shared among them, none of which may seem the likelier.
    const even = others.length === 0 ? 0 : (1 - confidence) / others.length;
    const share = Math.min(even, confidence * justBelow);
    return { values: [[index, confidence], ...others.map((other) => [other, share] as const)] };
  }

  private fromList(cell: Cell, line: number): Prediction {
    const scores = readScoreList(cell);
    if (scores === undefined) return { invalid: 'no list of scores' };
    if (!Array.isArray(scores))
      return this.normalised(
        [...(scores as ReadonlyMap<string, number>)].map(([name, value]) => [this.indexOf(name), value]),
      );
    const list = scores as readonly number[];
    this.hasNumbers = true;
    if (list.length !== this.order.length)
      throw new UserError(
        `${this.name}, row ${line}: there are ${list.length} scores, but ${this.order.length} classes. Write them with their classes, e.g. {"cat": 0.9, "dog": 0.1}.`,
      );
    return this.normalised(list.map((value, i) => [this.order[i], value]));
  }

  /** Probabilities that sum to 1: by softmax from logits, else by their sum (scores of one sigmoid each do not). */
  private normalised(values: readonly (readonly [number, number])[]): Prediction {
    if (values.some(([, value]) => Number.isNaN(value))) return { invalid: 'a score is no number' };
    const largest = Math.max(...values.map(([, value]) => value));
    if (!this.columns.logits && (values.some(([, value]) => value < -1e-6) || largest > 1 + 1e-3))
      return { invalid: 'a probability lies outside 0 to 1' };
    if (largest === Infinity || largest === -Infinity) return { invalid: 'the scores are infinite' };
    const { logits } = this.columns;
    const weights = values.map(([index, value]): [number, number] => [
      index,
      logits ? Math.exp(value - largest) : Math.max(0, value),
    ]);
    const sum = weights.reduce((total, [, weight]) => total + weight, 0);
    if (!(sum > 0)) return { invalid: 'all scores are 0' };
    return { values: weights.map(([index, weight]) => [index, weight / sum]) };
  }

  private labelOf(cell: Cell, line: number): number | undefined {
    if (cell === null || cell === undefined || cell === '') return undefined;
    if (typeof cell === 'string' && this.classIndex.has(cell)) return this.classIndex.get(cell);
    if (isIndex(cell)) {
      this.hasNumbers = true;
      const place = this.order[numberOf(cell)];
      if (place === undefined)
        throw new UserError(
          `${this.name}, row ${line}: there is no class number ${String(numberOf(cell))}: the dataset has ${this.order.length}. Write names instead of numbers.`,
        );
      return place;
    }
    return typeof cell === 'string' ? this.indexOf(cell) : undefined;
  }

  private indexOf(name: string): number {
    const known = this.classIndex.get(name);
    if (known !== undefined) return known;
    if (this.newClasses.length === mostNewClasses)
      throw new UserError(
        `${this.name} names more than ${mostNewClasses} classes that are not in the dataset. Choose another column for the predicted class.`,
      );
    this.newClasses.push(name);
    this.classIndex.set(name, this.classes.push(name) - 1);
    return this.classes.length - 1;
  }

  private placeOf(column: string): number {
    const place = this.source.columns.indexOf(column);
    if (place >= 0) return place;
    throw new UserError(
      `${this.name} has no column ${column}. It has ${[...this.source.columns].sort(byCodeUnit).slice(0, 12).join(', ')}. Choose its columns anew.`,
    );
  }

  private leave(kind: PredictionsLeftKind, example: string): void {
    const own = this.left[kind];
    own.count++;
    if (own.examples.length < mostListed) own.examples.push(example.slice(0, 400));
  }

  private nothingMatched(): UserError {
    const { missing, unreadable, outside, invalid } = this.left;
    if (this.rows === 0) return emptyTable(this.name);
    const [first] = [...missing.examples, ...unreadable.examples, ...outside.examples, ...invalid.examples];
    const own = this.images.paths.find((path) => path !== undefined);
    return new UserError(
      `No row of ${this.name} can be used (${first ?? ''}). The column ${this.columns.file} must name images of the dataset, e.g. ${own ?? 'cat/1.jpg'}.`,
    );
  }
}

/** Of a heading alone nothing can be guessed, chosen or used. */
export function emptyTable(name: string): UserError {
  return new UserError(`${name} is empty: no row follows its heading.`);
}
