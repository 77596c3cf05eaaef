/** The separator that the first line holds most often. */
export function separatorOf(text: string): string {
  const line = text.slice(0, lineEnd(text, 0)).replaceAll(/"[^"]*"/g, '');
  return [',', ';', '\t'].sort((a, b) => line.split(b).length - line.split(a).length)[0];
}

function lineEnd(text: string, from: number): number {
  const found = text.slice(from).search(/[\r\n]/);
  return found < 0 ? text.length : from + found;
}

/** Records and fields of separated values as places in the text. */
export interface CsvRecord {
  readonly start: number;
  /** Before the line break. */
  readonly end: number;
  /** After the line break. */
  readonly next: number;
  /** Start and end of each field by pairs, quotes included. */
  readonly fields: readonly number[];
}

/** Reads the record that begins at `start`. */
export function readCsvRecord(text: string, start: number, separator: string): CsvRecord {
  const fields: number[] = [];
  const separates = separator.charCodeAt(0);
  let at = start;
  for (;;) {
    const begin = at;
    at = fieldEnd(text, at, separates);
    fields.push(begin, at);
    const code = at < text.length ? text.charCodeAt(at) : -1;
    if (code === separates) at++;
    else {
      const next = code === 0x0d && text.charCodeAt(at + 1) === 0x0a ? at + 2 : code < 0 ? at : at + 1;
      return { start, end: at, next, fields };
    }
  }
}

function fieldEnd(text: string, from: number, separates: number): number {
  let at = from;
  if (text.charCodeAt(at) === 0x22) {
    at++;
    for (;;) {
      const quote = text.indexOf('"', at);
      // A quote that is never closed: the rest of the text is one field.
      if (quote < 0) return text.length;
      at = quote + 1;
      if (text.charCodeAt(at) !== 0x22) break;
      at++;
    }
  }
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === separates || code === 0x0a || code === 0x0d) break;
  }
  return at;
}

/** What a field says. */
export function csvValue(text: string, start: number, end: number): string {
  const field = text.slice(start, end);
  if (!field.startsWith('"')) return field.trim();
  const close = field.lastIndexOf('"');
  return field.slice(1, close > 0 ? close : undefined).replaceAll('""', '"');
}

/** A value as a field; in quotes where it needs them or where `like` (the field that it replaces) has them. */
export function csvField(value: string, separator: string, like = ''): string {
  const needs = value.includes(separator) || /["\r\n]|^\s|\s$/.test(value);
  return needs || like.startsWith('"') ? `"${value.replaceAll('"', '""')}"` : value;
}

/** The line break of a text, as its first line has it. */
export function lineBreakOf(text: string): string {
  const end = lineEnd(text, 0);
  return text.slice(end, end + 2) === '\r\n' ? '\r\n' : text[end] === '\r' ? '\r' : '\n';
}
