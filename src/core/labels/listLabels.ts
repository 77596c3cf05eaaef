import { lineBreakOf } from './csvScan';
import type { LabelRow, LabelTable, NewRow, RowEdit, RowSource } from './labelTable';
import { lineSource, lineSplices, textStart, type LineRows } from './lines';
import { spliced, type Splice } from './splices';

interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
  /** End of the path; of a list with labels, the label follows. */
  readonly fileEnd: number;
  /** Where the label begins; `end` where there is none. */
  readonly labelStart: number;
}

/**
 * Reads an image list: a path and a label on each line, or paths alone, where the list is of one class (`only`: its
 * name). Returns the reason where it is none.
 */
export function readListLabels(text: string, isImage: (text: string) => boolean, only: string): LabelTable | string {
  const lines: Line[] = [];
  let bare = 0;
  let labelled = 0;
  for (let at = textStart(text); at < text.length;) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline + 1;
    const whole = text.slice(at, next);
    const start = at + (whole.length - whole.trimStart().length);
    const end = at + whole.trimEnd().length;
    at = next;
    if (end <= start) continue;
    const line = text.slice(start, end);
    const gap = /[ \t]+(?=[^ \t]+$)/.exec(line);
    const fileEnd = gap ? start + gap.index : end;
    const labelStart = gap ? start + gap.index + gap[0].length : end;
    if (isImage(line)) bare++;
    else if (gap && isImage(line.slice(0, gap.index))) labelled++;
    lines.push({ start, end, next, fileEnd, labelStart });
  }
  // The list of a class that has no images yet.
  if (lines.length === 0) return new ListLabels(text, [], only);
  const isBare = bare > labelled;
  if (Math.max(bare, labelled) < Math.max(1, lines.length * 0.05)) return 'its lines name no images of this folder';
  if (!isBare) return new ListLabels(text, lines, undefined);
  return new ListLabels(
    text,
    lines.map((line) => ({ ...line, fileEnd: line.end, labelStart: line.end })),
    only,
  );
}

class ListLabels implements LabelTable {
  readonly format: 'list' | 'class-list';
  readonly columns: string;
  readonly count: number;
  readonly broken = 0;

  constructor(
    private readonly text: string,
    private readonly lines: readonly Line[],
    readonly only: string | undefined,
  ) {
    this.format = only === undefined ? 'list' : 'class-list';
    this.columns = only === undefined ? 'path, label' : 'paths of one class';
    this.count = lines.length;
  }

  row(i: number): LabelRow {
    const { start, end, fileEnd, labelStart } = this.lines[i];
    return { file: this.text.slice(start, fileEnd), label: this.only ?? this.text.slice(labelStart, end) };
  }

  source(i: number): RowSource {
    return lineSource(this.rows(), i);
  }

  whyNot(label: string): string | undefined {
    if (this.only !== undefined) return undefined;
    return /\s/.test(label)
      ? 'a list has a space between path and label: a class whose name holds one cannot be written'
      : undefined;
  }

  rewrite(edits: ReadonlyMap<number, RowEdit>, added: readonly NewRow[]): string {
    const gap = this.gap();
    const lineOf = ({ file, label }: NewRow): string =>
      this.only !== undefined || label === '' ? file : `${file}${gap}${label}`;
    const splices = lineSplices(this.rows(), edits, added, lineOf);
    for (const [i, { remove, file, label }] of edits) {
      if (remove) continue;
      const { start, end, fileEnd, labelStart } = this.lines[i];
      if (file !== undefined) splices.push({ start, end: fileEnd, text: file });
      if (label !== undefined && this.only === undefined)
        splices.push(labelSplice(labelStart, fileEnd, end, label, gap));
    }
    return spliced(this.text, splices);
  }

  /** What stands between path and label. */
  private gap(): string {
    const line = this.lines.find(({ labelStart, fileEnd }) => labelStart > fileEnd);
    return line ? this.text.slice(line.fileEnd, line.labelStart) : ' ';
  }

  private rows(): LineRows {
    const { text, lines, count } = this;
    return {
      ...{ text, count, first: textStart(text), lineBreak: lineBreakOf(text) },
      start: (i) => lines[i].start,
      end: (i) => lines[i].end,
      next: (i) => lines[i].next,
    };
  }
}

function labelSplice(labelStart: number, fileEnd: number, end: number, label: string, gap: string): Splice {
  if (label === '') return { start: fileEnd, end, text: '' };
  return labelStart > fileEnd
    ? { start: labelStart, end, text: label }
    : { start: fileEnd, end: fileEnd, text: gap + label };
}
