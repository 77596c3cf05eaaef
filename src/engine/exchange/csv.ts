import { UserError } from '../errors';

/** One row of a table, and the line of the file on which it begins (1 is the first). */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A table that cannot be read: `what` is wrong on `line`, and `remedy` says what to do about it. */
export class TableError extends UserError {
  constructor(file: string, line: number, what: string, remedy: string) {
    super(`${file}, line ${line}: ${what}. ${remedy}`);
  }
}

/**
 * Writes rows as RFC 4180 does, with LF at the end of each line as pandas writes it. Fields are written as they are:
 * a name that begins with `=` or `@` is a name, and a spreadsheet that takes it for a formula must be told otherwise.
 */
export function formatCsv(rows: Iterable<readonly string[]>): string {
  const lines: string[] = [];
  for (const fields of rows) lines.push(`${fields.map(formatField).join(',')}\n`);
  return lines.join('');
}

function formatField(text: string): string {
  return /[",\r\n]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Reads a table as RFC 4180 defines it: strictly, because a table read wrongly would decide about the wrong images.
 * Empty lines are passed over. Throws TableError for a quote where none may be and for a quoted field without an end.
 */
export function parseCsv(text: string, file: string, { line = 1, separator = ',' }: CsvOptions = {}): CsvRow[] {
  return new CsvReader(text, file, line, separator).rows();
}

export interface CsvOptions {
  /** The line of the file on which the text begins, 1 by default. */
  readonly line?: number;
  /** One character, a comma by default. */
  readonly separator?: string;
}

class CsvReader {
  private at = 0;
  private readonly plainEnd: RegExp;

  constructor(
    private readonly text: string,
    private readonly file: string,
    private line: number,
    private readonly separator: string,
  ) {
    this.plainEnd = new RegExp(`["\\r\\n${separator}]`, 'g');
  }

  rows(): CsvRow[] {
    const rows: CsvRow[] = [];
    while (this.at < this.text.length) {
      const { line } = this;
      const fields = this.row();
      if (fields.length > 1 || fields[0] !== '') rows.push({ line, fields });
    }
    return rows;
  }

  private row(): string[] {
    const fields: string[] = [];
    for (;;) {
      fields.push(this.text[this.at] === '"' ? this.quoted() : this.plain());
      if (this.text[this.at] === this.separator) this.at++;
      else if (this.endOfLine()) return fields;
      else
        this.fail('there is text after the closing quote', 'Put the whole field in quotes, and write "" for a quote.');
    }
  }

  private plain(): string {
    const begin = this.at;
    this.plainEnd.lastIndex = begin;
    this.at = this.plainEnd.exec(this.text)?.index ?? this.text.length;
    if (this.text[this.at] === '"')
      this.fail('a quote stands inside a field without quotes', 'Put the whole field in quotes, and write "" for it.');
    return this.text.slice(begin, this.at);
  }

  private quoted(): string {
    const opened = this.line;
    const begin = this.at + 1;
    for (let from = begin; ;) {
      const quote = this.text.indexOf('"', from);
      if (quote < 0) {
        this.line = opened;
        this.fail('a field begins with a quote that is never closed', 'Close it, and write "" for a quote inside.');
      }
      if (this.text[quote + 1] === '"') {
        from = quote + 2;
        continue;
      }
      const field = this.text.slice(begin, quote);
      this.line += field.split('\n').length - 1;
      this.at = quote + 1;
      return field.replaceAll('""', '"');
    }
  }

  private endOfLine(): boolean {
    if (this.at >= this.text.length) return true;
    const ending = this.text.startsWith('\r\n', this.at) ? 2 : this.text[this.at] === '\n' ? 1 : 0;
    if (ending === 0 && this.text[this.at] === '\r')
      this.fail('a line ends with a carriage return alone', 'Save the table with LF or CRLF at the end of each line.');
    if (ending > 0) this.line++;
    this.at += ending;
    return ending > 0;
  }

  private fail(what: string, remedy: string): never {
    throw new TableError(this.file, this.line, what, remedy);
  }
}

/** What is wrong with a row of another width than the heading. */
export function wrongWidth(fields: readonly string[], width: number): string {
  return fields.length === 1 ? `there is 1 field, not ${width}` : `there are ${fields.length} fields, not ${width}`;
}
