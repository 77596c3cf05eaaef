import { basename } from 'node:path';
import type { LabelsLeft, LabelsLeftKind } from '../../core/labels/labelsLeft';
import type { LabelPaths } from '../../core/labels/labelPaths';
import { isGeneralList } from '../../core/labels/tableNames';
import { splitName } from '../../core/freeName';
import { subsetOf } from '../../core/layout';
import type { Skipped } from '../../core/plan/plan';
import { nameOf } from '../../core/relativePath';
import { UserError } from '../errors';
import { labelPaths, openLabelFile, type LabelFile } from './labelFiles';
import { subsetNames, type LabelsRead, type ReadAsk } from './messages';

/** Share of the images or of the rows that must find each other for a file to be a table of labels. */
const leastShare = 0.5;
/** More different labels for each row than this are texts, not classes. */
const mostDistinct = 0.5;
const fewRows = 20;
const mostExamples = 3;

/** Finds the tables that label the images of a dataset and reads them. */
export async function readLabels(ask: ReadAsk): Promise<LabelsRead> {
  const images = labelPaths(ask);
  const refused: Skipped[] = [];
  const files: LabelFile[] = [];
  const named = ask.choice.table;
  for (const path of named === undefined ? ask.candidates : [named]) {
    const file = await open(ask, path, images);
    if (typeof file === 'string') refused.push({ path, reason: file });
    else files.push(file);
  }
  const lists = withoutLoneLists(files);
  const collector = new Collector(images);
  for (const file of lists) {
    const reason = collector.whyNot(file, ask);
    if (reason === undefined) collector.take(file);
    else refused.push({ path: file.path, reason });
  }
  const isTold = ask.wanted || named !== undefined;
  return { ...collector.result(), refused: isTold ? refused : [] };
}

async function open(ask: ReadAsk, path: string, images: LabelPaths): Promise<LabelFile | string> {
  try {
    return await openLabelFile(ask.root, path, images, ask.choice.column);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** One list alone is no set of classes, and a list of `train` is of all classes. */
function withoutLoneLists(files: readonly LabelFile[]): LabelFile[] {
  const isClass = ({ path, table }: LabelFile): boolean =>
    table.only !== undefined && !isGeneralList(splitName(nameOf(path)).stem);
  const lists = files.filter(isClass);
  const isSet = lists.length > 1 && lists.some(({ table }) => table.count > 0);
  return files.filter((file) => file.table.only === undefined || (isSet && isClass(file)));
}

/** Rows without an image, in columns of images. */
const [unknown, missing, outside] = [-1, -2, -3];

class Left {
  private readonly kinds = new Map<LabelsLeftKind, { count: number; examples: string[] }>();

  add(kind: LabelsLeftKind, example: string): void {
    const own = this.kinds.get(kind) ?? { count: 0, examples: [] };
    own.count++;
    if (own.examples.length < mostExamples) own.examples.push(example);
    this.kinds.set(kind, own);
  }

  count(kind: LabelsLeftKind, count: number): void {
    if (count > 0) this.kinds.set(kind, { count: (this.kinds.get(kind)?.count ?? 0) + count, examples: [] });
  }

  all(): LabelsLeft[] {
    return [...this.kinds].map(([kind, { count, examples }]) => ({ kind, count, examples }));
  }
}

/** Puts the rows of several tables together, one label for each image. */
class Collector {
  private readonly tables: LabelsRead['tables'][number][] = [];
  private readonly names: string[] = [];
  private readonly indexOf = new Map<string, number>();
  private readonly labels: Int32Array;
  private readonly subsets: Uint8Array;
  private readonly hasRow: Uint8Array;
  private readonly left = new Left();
  private readonly found = new Map<LabelFile, Int32Array>();

  constructor(private readonly images: LabelPaths) {
    this.labels = new Int32Array(images.paths.length).fill(-1);
    this.subsets = new Uint8Array(images.paths.length);
    this.hasRow = new Uint8Array(images.paths.length);
  }

  /** Why a file is no table of labels beside those that were taken. */
  whyNot(file: LabelFile, { choice }: ReadAsk): string | undefined {
    const { table } = file;
    const known = new Set<number>();
    const labels = new Set<string>();
    let matched = 0;
    let again = 0;
    for (let i = 0; i < table.count; i++) {
      const row = table.row(i);
      const image = this.find(file, i, row.file);
      if (typeof image !== 'number') continue;
      matched++;
      if (this.hasRow[image]) again++;
      known.add(image);
      if (row.label !== '') labels.add(row.label);
    }
    if (table.only !== undefined) return undefined;
    if (labels.size === 0) return 'it has no labels';
    if (again > matched * leastShare) return `${this.tables[0].path} labels the same images, and counts`;
    const isFew = this.tables.length === 0 && known.size < this.images.paths.length * leastShare;
    if (isFew && matched < table.count * leastShare && choice.table === undefined)
      return `only ${matched} of its ${table.count} rows name an image here`;
    const isText = labels.size > matched * mostDistinct && matched > fewRows;
    if (isText && choice.column === undefined)
      return `its column of labels (${table.columns}) holds ${labels.size} different texts for ${matched} images: captions rather than classes`;
    return undefined;
  }

  take(file: LabelFile): void {
    const { path, table, content, encoding } = file;
    this.tables.push({
      ...{ path, columns: table.columns, rows: table.count, content },
      ...(encoding !== 'utf-8' && { encoding: encodingName(encoding) }),
    });
    this.left.count('broken', table.broken);
    for (let i = 0; i < table.count; i++) {
      const row = table.row(i);
      const image = this.find(file, i, row.file);
      const where = `${basename(path)}: ${row.file.slice(0, 200)}`;
      if (typeof image !== 'number') this.left.add(image, where);
      else if (this.hasRow[image]) {
        const own = this.labels[image] < 0 ? '' : this.names[this.labels[image]];
        this.left.add(own === row.label ? 'repeated' : 'conflict', where);
      } else this.label(image, row.label, row.subset ?? '', file);
    }
  }

  result(): Omit<LabelsRead, 'refused'> {
    const { tables, names, labels, subsets, left } = this;
    if (tables.length > 0)
      this.images.paths.forEach((path, i) => {
        if (!this.hasRow[i]) left.add('without', path);
      });
    return { tables, names, labels, subsets, left: left.all() };
  }

  /** Each row is looked up once: a table is looked at as a whole before it is taken. */
  private find(file: LabelFile, row: number, written: string): ReturnType<LabelPaths['find']> {
    let found = this.found.get(file);
    if (!found) this.found.set(file, (found = new Int32Array(file.table.count).fill(unknown)));
    if (found[row] === unknown) {
      const image = this.images.find(written, file.folder, file.subset);
      found[row] = image === 'missing' ? missing : image === 'outside' ? outside : image;
    }
    return found[row] === missing ? 'missing' : found[row] === outside ? 'outside' : found[row];
  }

  private label(image: number, label: string, subset: string, file: LabelFile): void {
    this.hasRow[image] = 1;
    const name = subset === '' ? file.subset : (subsetOf(subset) ?? file.subset);
    if (name) this.subsets[image] = 1 + subsetNames.indexOf(name);
    if (label === '') return;
    let index = this.indexOf.get(label);
    if (index === undefined) this.indexOf.set(label, (index = this.names.push(label) - 1));
    this.labels[image] = index;
  }
}

function encodingName(encoding: LabelFile['encoding']): string {
  return encoding === 'windows-1252' ? 'Windows-1252 (Latin-1)' : encoding.toUpperCase();
}
