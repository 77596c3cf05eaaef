/** The one of `names` that was probably meant by a word that is none of them, if one is near enough. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(word.length / 3));
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    if (Math.abs(name.length - word.length) > most) continue;
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance <= most && (!best || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

/** " Did you mean X?", to follow what is wrong with a word; nothing where no name is near enough. */
export function didYouMean(word: string, names: readonly string[]): string {
  const meant = nearestName(word, names);
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
}

/** Levenshtein: letters to insert, to delete or to replace. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++)
      row.push(Math.min(row[j - 1] + 1, above[j] + 1, above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    above = row;
  }
  return above[b.length];
}
