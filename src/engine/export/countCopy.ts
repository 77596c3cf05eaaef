import { counted } from '../../core/words';
import type { CopyRecord } from './copyManifest';

export interface CopyCounts {
  readonly images: number;
  readonly bytes: number;
  /** In alphabetical order; without unsorted images. */
  readonly classes: readonly string[];
  /** Subset ('all' without subsets) -> class ('' unsorted) -> images. */
  readonly subsets: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly enlarged: number;
  /** Copies of one picture that stand in more than one subset, and images in them. */
  readonly leaks: { readonly groups: number; readonly images: number };
}

/** Counts what is in a copy. */
export function countCopy(records: readonly CopyRecord[]): CopyCounts {
  const subsets = new Map<string, Map<string, number>>();
  const groups = new Map<string, { subsets: Set<string>; images: number }>();
  let bytes = 0;
  let enlarged = 0;
  for (const record of records) {
    const subset = record.subset ?? 'all';
    const own = subsets.get(subset) ?? new Map<string, number>();
    subsets.set(subset, own.set(record.label, (own.get(record.label) ?? 0) + 1));
    const group = groups.get(record.group) ?? { subsets: new Set(), images: 0 };
    groups.set(record.group, { subsets: group.subsets.add(subset), images: group.images + 1 });
    bytes += record.bytes;
    if (record.enlarged) enlarged++;
  }
  const leaking = [...groups.values()].filter((group) => group.subsets.size > 1);
  const classes = [...new Set(records.map(({ label }) => label))].filter((label) => label !== '').sort();
  const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
  return {
    images: records.length,
    bytes,
    classes,
    subsets: Object.fromEntries(
      [...subsets].sort(byName).map(([name, counts]) => [name, Object.fromEntries([...counts].sort(byName))]),
    ),
    enlarged,
    leaks: { groups: leaking.length, images: leaking.reduce((sum, { images }) => sum + images, 0) },
  };
}

/** What a person should know before training on it. */
export function copyNotes({ subsets, classes, leaks, enlarged }: CopyCounts): string[] {
  const names = Object.keys(subsets);
  const short = names.length < 2 ? [] : names.flatMap((subset) => missing(subset, classes, subsets[subset]));
  return [
    ...(leaks.groups > 0
      ? [
          `${counted(leaks.groups, 'picture has', 'pictures have')} copies in several subsets (${counted(leaks.images, 'image')}): train and test overlap.`,
        ]
      : []),
    ...short.slice(0, 5),
    ...(short.length > 5
      ? [`${counted(short.length - 5, 'more class is', 'more classes are')} missing from a subset.`]
      : []),
    ...(classes.some((name) => name.includes('/'))
      ? ['Some classes are nested folders: loaders that take the first folder for the class see fewer of them.']
      : []),
    ...(enlarged > 0
      ? [`${counted(enlarged, 'image was', 'images were')} smaller than the size asked for and enlarged.`]
      : []),
  ];
}

function missing(subset: string, classes: readonly string[], counts: Readonly<Record<string, number>>): string[] {
  return classes.filter((name) => !counts[name]).map((name) => `${subset} has no image of ${name}.`);
}
