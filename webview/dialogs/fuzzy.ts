/**
 * How well a name fits what was typed: undefined when the letters do not occur in this order, else higher is better.
 * Letters at the beginning, at the beginning of a word and next to each other count more, as in VS Code's own lists.
 */
export function fuzzyScore(typed: string, name: string): number | undefined {
  const query = typed.toLowerCase();
  const text = name.toLowerCase();
  if (query === '') return 0;
  if (text === query) return 1000;
  let score = 0;
  let at = -1;
  for (const letter of query) {
    const found = text.indexOf(letter, at + 1);
    if (found < 0) return undefined;
    if (found === at + 1) score += found === 0 ? 8 : 5;
    else if (/[\s/_.-]/.test(text[found - 1] ?? '')) score += 4;
    else score -= 1;
    at = found;
  }
  return score - text.length / 100;
}
