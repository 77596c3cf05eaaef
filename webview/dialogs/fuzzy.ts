/** So many times longer than what was typed may a name be in which the letters stand apart. */
const loosest = 2.5;

/**
 * How well a name fits what was typed, higher is better; undefined where it does not. Best is the name itself, then its
 * beginning, the beginning of a word, any part, the initials of words; letters far apart only fit a short name, so that
 * a new name does not find an old one by chance.
 */
export function fuzzyScore(typed: string, name: string): number | undefined {
  const query = typed.toLowerCase();
  const text = name.toLowerCase();
  if (query === '') return 0;
  const shorter = -text.length / 1000;
  if (text === query) return 6;
  if (text.startsWith(query)) return 5 + shorter;
  const words = text.split(/[\s/_.-]+/);
  if (words.some((word) => word.startsWith(query))) return 4 + shorter;
  if (text.includes(query)) return 3 + shorter;
  const initials = words.map((word) => word.charAt(0)).join('');
  if (initials.startsWith(query)) return 2 + shorter;
  return text.length <= query.length * loosest && isSubsequence(query, text) ? 1 + shorter : undefined;
}

function isSubsequence(query: string, text: string): boolean {
  let at = -1;
  for (const letter of query) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}
