import { csvField, csvValue, lineBreakOf, readCsvRecord, separatorOf, type CsvRecord } from './csvScan';
import {
  findLabelColumns,
  type LabelColumns,
  type LabelRow,
  type LabelTable,
  type NewRow,
  type RowEdit,
  type RowSource,
} from './labelTable';
import { lineSource, lineSplices, textStart, type LineRows } from './lines';
import { spliced, type Splice } from './splices';

/** Rows that are looked at to understand the columns. */
const looked = 200;
/** Numbers kept of a row: start, end, next, and start and end of file, label and subset. */
const width = 9;

/** Reads separated values as a table of labels; returns the reason where they are none. */
export function readCsvLabels(text: string, isImage: (text: string) => boolean, wanted?: string): LabelTable | string {
  const begin = textStart(text);
  const separator = separatorOf(text.slice(begin));
  const first = nextRecord(text, begin, separator);
  if (!first) return 'it is empty';
  const sample: CsvRecord[] = [];
  for (let at = first.next; at < text.length && sample.length < looked;) {
    const record = nextRecord(text, at, separator);
    if (!record) break;
    sample.push(record);
    at = record.next;
  }
  const values = (record: CsvRecord): string[] => cellsOf(text, record);
  const head = values(first);
  const rows = sample.map(values);
  const nameImages = (column: number): boolean =>
    rows.filter((row) => isImage(row[column] ?? '')).length >= rows.length / 2;
  // Without a heading, the first row is one like the others; a heading may be called like an image.
  const isBare = head.some((cell, i) => isImage(cell) && nameImages(i));
  const names = isBare ? head.map((_, i) => `column ${i + 1}`) : head;
  const cells = isBare ? [head, ...rows] : rows;
  const columns = findLabelColumns(names, cells, isImage, wanted);
  if (typeof columns === 'string') return columns;
  return new CsvLabels(text, separator, names, columns, isBare ? first.start : first.next);
}

function nextRecord(text: string, from: number, separator: string): CsvRecord | undefined {
  for (let at = from; at < text.length;) {
    const record = readCsvRecord(text, at, separator);
    if (record.end > record.start) return record;
    at = record.next;
  }
  return undefined;
}

function cellsOf(text: string, { fields }: CsvRecord): string[] {
  const cells: string[] = [];
  for (let i = 0; i < fields.length; i += 2) cells.push(csvValue(text, fields[i], fields[i + 1]));
  return cells;
}

class CsvLabels implements LabelTable {
  readonly format = 'csv';
  readonly columns: string;
  readonly count: number;
  readonly broken: number;
  private readonly places: Uint32Array;

  constructor(
    private readonly text: string,
    private readonly separator: string,
    private readonly names: readonly string[],
    private readonly at: LabelColumns,
    private readonly first: number,
  ) {
    this.columns = `${names[at.file]}, ${names[at.label]}`;
    const { places, count, broken } = readPlaces(text, first, separator, at, names.length);
    this.places = places;
    this.count = count;
    this.broken = broken;
  }

  row(i: number): LabelRow {
    const file = this.value(i, 3);
    const label = this.value(i, 5);
    return this.at.subset < 0 ? { file, label } : { file, label, subset: this.value(i, 7) };
  }

  source(i: number): RowSource {
    return lineSource(this.lines(), i);
  }

  whyNot(): undefined {
    return undefined;
  }

  rewrite(edits: ReadonlyMap<number, RowEdit>, added: readonly NewRow[]): string {
    const splices = lineSplices(this.lines(), edits, added, (row) => this.lineOf(row));
    for (const [i, { remove, file, label }] of edits) {
      if (remove) continue;
      if (file !== undefined) splices.push(this.field(i, 3, file));
      if (label !== undefined) splices.push(this.field(i, 5, label));
    }
    return spliced(this.text, splices);
  }

  private lineOf({ file, label, subset = '' }: NewRow): string {
    const { at, separator, names } = this;
    const values = new Map([
      [at.subset, subset],
      [at.label, label],
      [at.file, file],
    ]);
    return names
      .map((_, i) => values.get(i) ?? '')
      .map((value) => csvField(value, separator))
      .join(separator);
  }

  private field(i: number, place: number, value: string): Splice {
    const start = this.places[i * width + place];
    const end = this.places[i * width + place + 1];
    return { start, end, text: csvField(value, this.separator, this.text.slice(start, end)) };
  }

  private value(i: number, place: number): string {
    return csvValue(this.text, this.places[i * width + place], this.places[i * width + place + 1]);
  }

  private lines(): LineRows {
    const { text, places, count, first } = this;
    return {
      ...{ text, count, first, lineBreak: lineBreakOf(text) },
      start: (i) => places[i * width],
      end: (i) => places[i * width + 1],
      next: (i) => places[i * width + 2],
    };
  }
}

function readPlaces(
  text: string,
  first: number,
  separator: string,
  { file, label, subset }: LabelColumns,
  columns: number,
): { places: Uint32Array; count: number; broken: number } {
  let places = new Uint32Array(width * 1024);
  let count = 0;
  let broken = 0;
  for (let at = first; at < text.length;) {
    const { start, end, next, fields } = readCsvRecord(text, at, separator);
    at = next;
    if (end === start) continue;
    if (fields.length !== columns * 2) {
      broken++;
      continue;
    }
    if ((count + 1) * width > places.length) {
      const grown = new Uint32Array(places.length * 2);
      grown.set(places);
      places = grown;
    }
    const own = [start, end, next];
    for (const column of [file, label, subset]) own.push(fields[column * 2] ?? 0, fields[column * 2 + 1] ?? 0);
    places.set(own, count++ * width);
  }
  return { places, count, broken };
}
