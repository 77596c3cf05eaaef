/** One row of a table of labels: an image and what the table says of it. */
export interface LabelRow {
  /** The image, as it is written. */
  readonly file: string;
  /** '' is no label. */
  readonly label: string;
  /** What a column of subsets says. */
  readonly subset?: string;
}

/** What becomes of a row; what is absent stays as it is, byte for byte. */
export interface RowEdit {
  readonly file?: string;
  readonly label?: string;
  readonly remove?: boolean;
}

/** A row that a table gets. */
export interface NewRow {
  readonly file: string;
  readonly label: string;
  /** As a table with a column for it writes it. */
  readonly subset?: string;
  /** Its exact text, where it stood in the table before. */
  readonly source?: RowSource;
  /** The row that it comes after; -1: before all others. */
  readonly after: number;
}

/** The exact text of a row; of a COCO image, its record and those of its annotations. */
export type RowSource = readonly string[];

/** A table of labels whose rows can be changed without touching the others. Rows are counted from 0. */
export interface LabelTable {
  readonly format: 'csv' | 'jsonl' | 'json' | 'coco' | 'list' | 'class-list';
  /** How the table is understood, e.g. "image_id, breed". */
  readonly columns: string;
  readonly count: number;
  /** Lines that are no row: too few fields, no JSON. They stay as they are. */
  readonly broken: number;
  /** Set where the whole table is of one class. */
  readonly only?: string;
  row(i: number): LabelRow;
  source(i: number): RowSource;
  /** Why a class cannot be written here, or undefined when it can. */
  whyNot(label: string): string | undefined;
  /** The new text. */
  rewrite(edits: ReadonlyMap<number, RowEdit>, added: readonly NewRow[]): string;
}

/** Where the columns of a table of labels stand. */
export interface LabelColumns {
  readonly file: number;
  readonly label: number;
  /** -1: none. */
  readonly subset: number;
}

const labelNames = [
  ...['label', 'labels', 'class', 'classname', 'classlabel', 'category', 'categoryname', 'target', 'species', 'breed'],
  ...['diagnosis', 'disease', 'tag', 'tags', 'type', 'y', 'labelname', 'classid', 'labelid', 'categoryid'],
];
const subsetNames = ['split', 'subset', 'set', 'partition', 'dataset', 'datasplit', 'usage'];

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/**
 * The columns of a table of labels: the one that names most images, and the one that is called like a label or is the
 * only other one. `cells` are the first rows; `wanted` names the label's column. Returns the reason where it is no such
 * table.
 */
export function findLabelColumns(
  names: readonly string[],
  cells: readonly (readonly string[])[],
  isImage: (text: string) => boolean,
  wanted?: string,
): LabelColumns | string {
  const shares = names.map((_, i) => cells.filter((row) => isImage(row[i] ?? '')).length / Math.max(1, cells.length));
  const file = shares.indexOf(Math.max(...shares));
  if (file < 0 || shares[file] < 0.05) return 'no column names images of this folder';
  const plainNames = names.map(plain);
  const subset = plainNames.findIndex((name, i) => i !== file && subsetNames.includes(name));
  if (wanted !== undefined) {
    const label = names.indexOf(wanted);
    if (label < 0 || label === file) return `it has no column ${wanted} of labels (its columns: ${names.join(', ')})`;
    return { file, label, subset: subset === label ? -1 : subset };
  }
  for (const name of labelNames) {
    const label = plainNames.findIndex((own, i) => own === name && i !== file);
    if (label >= 0) return { file, label, subset };
  }
  const others = names.map((_, i) => i).filter((i) => i !== file && i !== subset && plainNames[i] !== '');
  if (others.length === 1) return { file, label: others[0], subset };
  return others.length === 0
    ? 'it has no column of labels'
    : `which column holds the labels is not clear (its columns: ${names.join(', ')})`;
}
