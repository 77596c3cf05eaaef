import type { ClassHealth } from '../../protocol/findings';

/** Names shorter than this differ by a letter without being alike (`cat`, `bat`). */
const longEnough = 6;

/** Class names that are the same but for case, separators, accents or a plural, or that differ by one letter. */
export function similarNames(names: readonly string[]): ClassHealth['similarNames'] {
  const found: ClassHealth['similarNames'][number][] = [];
  const plain = names.map(plainName);
  const groups = new Map<string, string[]>();
  plain.forEach((key, i) => groups.set(key, [...(groups.get(key) ?? []), names[i]]));
  for (const group of groups.values())
    if (group.length > 1)
      found.push({
        names: group.sort(),
        explanation: 'The same but for case, spaces, hyphens, accents or a plural.',
      });
  const keys = [...groups.keys()];
  for (const [a, b] of oneLetterApart(keys))
    found.push({
      names: [...groups.get(a)!, ...groups.get(b)!].sort(),
      explanation: 'They differ by one letter: perhaps one of them is mistyped.',
    });
  return found;
}

function plainName(name: string): string {
  const letters = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s_.-]+/g, '');
  return letters.length > 3 ? letters.replace(/(?<=[^s])s$/, '') : letters;
}

/** Pairs that one insertion, deletion or exchange of a letter makes equal; digits count as different names. */
function oneLetterApart(names: readonly string[]): [string, string][] {
  const byRest = new Map<string, string[]>();
  for (const name of names) {
    if (name.length < longEnough) continue;
    const rests = new Set([name, ...Array.from(name, (_, i) => name.slice(0, i) + name.slice(i + 1))]);
    for (const rest of rests) byRest.set(rest, [...(byRest.get(rest) ?? []), name]);
  }
  const pairs = new Map<string, [string, string]>();
  for (const group of byRest.values())
    for (let i = 0; i < group.length; i++)
      for (let j = i + 1; j < group.length; j++)
        if (isTypo(group[i], group[j])) pairs.set(`${group[i]} ${group[j]}`, [group[i], group[j]]);
  return [...pairs.values()];
}

/** One edit apart (not merely sharing a rest), and the edit is of a letter, not of a number. */
function isTypo(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const [restA, restB] = [a.slice(start, endA), b.slice(start, endB)];
  return restA.length <= 1 && restB.length <= 1 && !/\d/.test(restA + restB);
}
