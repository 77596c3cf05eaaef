/** A piece of a text that is replaced: [start, end) in code units. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with all pieces replaced; everything else stays as it is. Pieces do not overlap; equal places keep their order. */
export function spliced(text: string, splices: readonly Splice[]): string {
  const ordered = splices.map((splice, i) => ({ splice, i }));
  ordered.sort((a, b) => a.splice.start - b.splice.start || a.splice.end - b.splice.end || a.i - b.i);
  const pieces: string[] = [];
  let at = 0;
  for (const { splice } of ordered) {
    if (splice.start < at) throw new Error('Two edits of a table overlap.');
    pieces.push(text.slice(at, splice.start), splice.text);
    at = splice.end;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}
