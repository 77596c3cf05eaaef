import { parseIfJson } from '../parseIfJson';
import { lineBreakOf } from './csvScan';
import { listSplices } from './jsonList';
import { elementsOf, labelJson, labelText, membersOf, valueEnd, type Member, type Place } from './jsonScan';
import {
  findLabelColumns,
  type LabelRow,
  type LabelTable,
  type NewRow,
  type RowEdit,
  type RowSource,
} from './labelTable';
import { lineSource, lineSplices, textStart } from './lines';
import { spliced, type Splice } from './splices';

const looked = 200;

interface Names {
  readonly file: string;
  readonly label: string;
  readonly subset?: string;
}

interface JsonRecord {
  readonly place: Place;
  /** After the line break, for JSON Lines. */
  readonly next: number;
  readonly row: LabelRow;
}

/** Reads JSON Lines, or a JSON list of records, as a table of labels; returns the reason where it is none. */
export function readJsonLabels(text: string, isImage: (text: string) => boolean, wanted?: string): LabelTable | string {
  const isList = /^[\s\ufeff]*\[/.test(text);
  if (isList && parseIfJson(text.slice(textStart(text))) === undefined) return 'it is no valid JSON';
  const records: { place: Place; next: number; value: Record<string, unknown> }[] = [];
  let broken = 0;
  const places = isList ? elementsOf(text, 0).map((place) => ({ place, next: place.end })) : linesOf(text);
  for (const { place, next } of places) {
    const value = parseRecord(text.slice(place.start, place.end));
    if (value) records.push({ place, next, value });
    else broken++;
  }
  if (records.length === 0) return 'it holds no records';
  const names = namesOf(
    records.slice(0, looked).map(({ value }) => value),
    isImage,
    wanted,
  );
  if (typeof names === 'string') return names;
  const rows = records.map(({ place, next, value }): JsonRecord => {
    const row = { file: labelText(value[names.file]), label: labelText(value[names.label]) };
    const subset = names.subset === undefined ? undefined : labelText(value[names.subset]);
    return { place, next, row: subset === undefined ? row : { ...row, subset } };
  });
  return new JsonLabels(text, isList, rows, names, broken);
}

function parseRecord(text: string): Record<string, unknown> | undefined {
  const value = parseIfJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function* linesOf(text: string): Generator<{ place: Place; next: number }> {
  for (let at = textStart(text); at < text.length;) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline + 1;
    let end = newline < 0 ? text.length : newline;
    if (end > at && text[end - 1] === '\r') end--;
    if (text.slice(at, end).trim() !== '') yield { place: { start: at, end }, next };
    at = next;
  }
}

function namesOf(
  values: readonly Record<string, unknown>[],
  isImage: (text: string) => boolean,
  wanted?: string,
): Names | string {
  const keys = [...new Set(values.flatMap((value) => Object.keys(value)))];
  const cells = values.map((value) => keys.map((key) => labelText(value[key])));
  const columns = findLabelColumns(keys, cells, isImage, wanted);
  if (typeof columns === 'string') return columns;
  const subset = columns.subset < 0 ? undefined : keys[columns.subset];
  return { file: keys[columns.file], label: keys[columns.label], subset };
}

class JsonLabels implements LabelTable {
  readonly columns: string;
  readonly count: number;
  readonly format: 'json' | 'jsonl';

  constructor(
    private readonly text: string,
    private readonly isList: boolean,
    private readonly records: readonly JsonRecord[],
    private readonly names: Names,
    readonly broken: number,
  ) {
    this.format = isList ? 'json' : 'jsonl';
    this.columns = `${names.file}, ${names.label}`;
    this.count = records.length;
  }

  row(i: number): LabelRow {
    return this.records[i].row;
  }

  source(i: number): RowSource {
    const { start, end } = this.records[i].place;
    return this.isList ? [this.text.slice(start, end)] : lineSource(this.lines(), i);
  }

  whyNot(): undefined {
    return undefined;
  }

  rewrite(edits: ReadonlyMap<number, RowEdit>, added: readonly NewRow[]): string {
    const splices = this.structure(edits, added);
    for (const [i, { remove, file, label }] of edits) {
      if (remove) continue;
      const members = membersOf(this.text, this.records[i].place.start);
      if (file !== undefined) splices.push(...this.member(members, this.names.file, JSON.stringify(file), i));
      if (label === undefined) continue;
      const own = members.find(({ key }) => key === this.names.label);
      const like = own && this.text.slice(own.start, own.end);
      splices.push(...this.member(members, this.names.label, labelJson(label, like), i));
    }
    return spliced(this.text, splices);
  }

  private structure(edits: ReadonlyMap<number, RowEdit>, added: readonly NewRow[]): Splice[] {
    if (!this.isList) return lineSplices(this.lines(), edits, added, (row) => this.recordOf(row));
    const { text, records } = this;
    const elements = records.map(({ place }) => place);
    const start = text.indexOf('[');
    const list = { start, end: valueEnd(text, start) };
    const removed = new Set([...edits].flatMap(([i, { remove }]) => (remove ? [i] : [])));
    const fresh = added.map((row) => ({ text: row.source?.[0] ?? this.recordOf(row), after: row.after }));
    return listSplices(text, elements, list, removed, fresh);
  }

  /** Replaces the value of a member, or adds it. */
  private member(members: readonly Member[], key: string, json: string, i: number): Splice[] {
    const own = members.findLast((member) => member.key === key);
    if (own) return [{ start: own.start, end: own.end, text: json }];
    const end = members.at(-1)?.end ?? this.text.indexOf('{', this.records[i].place.start) + 1;
    const text = `${members.length > 0 ? ', ' : ''}${JSON.stringify(key)}: ${json}`;
    return [{ start: end, end, text }];
  }

  private recordOf({ file, label, subset }: NewRow): string {
    const { names } = this;
    const members = [
      [names.file, JSON.stringify(file)],
      [names.label, labelJson(label, this.sampleLabel())],
      ...(names.subset !== undefined && subset !== undefined ? [[names.subset, JSON.stringify(subset)]] : []),
    ];
    return `{${members.map(([key, json]) => `${JSON.stringify(key)}: ${json}`).join(', ')}}`;
  }

  /** How labels are written here: the first that there is. */
  private sampleLabel(): string | undefined {
    const first = this.records.find(({ row }) => row.label !== '');
    const own = first && membersOf(this.text, first.place.start).find(({ key }) => key === this.names.label);
    return own && this.text.slice(own.start, own.end);
  }

  private lines(): Parameters<typeof lineSplices>[0] {
    const { text, records, count } = this;
    return {
      ...{ text, count, first: textStart(text), lineBreak: lineBreakOf(text) },
      start: (i) => records[i].place.start,
      end: (i) => records[i].place.end,
      next: (i) => records[i].next,
    };
  }
}
