/** More names than this nobody reads in a sentence. */
const mostNamed = 200;

/** The one of `names` that was probably meant by a word that is none of them, if one is near enough. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(word.length / 3));
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    if (Math.abs(name.length - word.length) > most) continue;
    const distance = editDistance(word, name);
    // A word of which nothing is left is no slip of the pen: of the classes 0 to 9 none is meant by 7.
    if (distance <= most && distance < word.length && (!best || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

/** Those of `names` that are spelled most like a word, the nearest first, however far. */
export function nearestNames(word: string, names: readonly string[], count: number): string[] {
  return names
    .map((name) => ({ name, distance: editDistance(word, name) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ name }) => name);
}

/** " Did you mean X?", to follow what is wrong with a word; nothing where no name is near enough. */
export function didYouMean(word: string, names: readonly string[]): string {
  const meant = nearestName(word, names);
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
}

/** What is said of a class that is not there: the one that was probably meant, and those that there are. */
export function noSuchClass(name: string, classes: readonly string[]): string {
  const there =
    classes.length === 0
      ? 'There is none yet.'
      : `There are: ${classes.slice(0, mostNamed).join(', ')}${classes.length > mostNamed ? ', …' : ''}.`;
  return `There is no class ${name}.${didYouMean(name, classes)} ${there}`;
}

/** Letters to insert, to delete, to replace, or to swap with their neighbour; capitals are no difference. */
function editDistance(word: string, name: string): number {
  const a = word.toLowerCase();
  const b = name.toLowerCase();
  let twoAbove: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const replaced = above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(row[j - 1] + 1, above[j] + 1, replaced, isSwap ? twoAbove[j - 2] + 1 : Infinity));
    }
    twoAbove = above;
    above = row;
  }
  return above[b.length];
}
