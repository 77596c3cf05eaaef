/** One word of a query line, as it stands between `from` and `to` in the text. */
export interface QueryWord {
  readonly from: number;
  readonly to: number;
  readonly negated: boolean;
  readonly field: string | undefined;
  readonly value: string;
}

const pattern = /(-?)(?:([A-Za-z]+):)?("(?:\\["\\]|[^"])*"?|[^\s"][^\s]*)?/gy;

/**
 * Splits at white space; `"…"` holds spaces and colons together, `\` before a quote or a backslash in it means the
 * character itself. An unclosed quote ends with the text.
 */
export function splitWords(text: string): QueryWord[] {
  const words: QueryWord[] = [];
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const [whole, minus, field, raw = ''] = pattern.exec(text) ?? [''];
    if (whole === '') {
      at++;
      continue;
    }
    const from = at;
    at = pattern.lastIndex;
    const value = raw.startsWith('"')
      ? raw
          .slice(1)
          .replace(/"$/, '')
          .replace(/\\(["\\])/g, '$1')
      : raw;
    if (field === undefined && value === '') continue;
    words.push({ from, to: at, negated: minus === '-', field, value });
  }
  return words;
}
