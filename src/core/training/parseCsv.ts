/**
 * The cells of comma-separated text (RFC 4180: quoted cells may hold commas, quotes doubled and line ends). Empty lines
 * and a byte order mark are dropped.
 */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  // Cells are cut out whole: a log of a hundred thousand lines is read in a few frames.
  const plain = /[^,\r\n]*/y;
  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') [cell, at] = quotedCell(text, at + 1);
    else cell = '';
    plain.lastIndex = at;
    cell += plain.exec(text)?.[0] ?? '';
    at = plain.lastIndex;
    row.push(cell);
    if (text[at] === ',') {
      at++;
      if (at < text.length) continue;
      row.push('');
    }
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
    while (text[at] === '\r' || text[at] === '\n') at++;
  }
  return rows;
}

/** The content of a quoted cell that begins at `from`, and where it ends; without a closing quote that is the end. */
function quotedCell(text: string, from: number): [cell: string, end: number] {
  const parts: string[] = [];
  for (let at = from; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return [parts.join('') + text.slice(at), text.length];
    parts.push(text.slice(at, quote));
    if (text[quote + 1] !== '"') return [parts.join(''), quote + 1];
    parts.push('"');
    at = quote + 2;
  }
}
