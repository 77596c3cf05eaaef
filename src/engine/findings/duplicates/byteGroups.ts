import type { DuplicateFacts, DuplicateGroup } from './duplicateGroup';
import { makeGroup, sortGroups } from './duplicateGroup';
import { headBytes } from './hashFiles';
import { FileHashes } from './fileHashes';
import type { HashThreads } from './hashThreads';
import type { KeepCriterion } from './keepRule';
import { groupBy } from '../../../core/groupBy';

/** A file as the scan lists it, with what the keep rule asks of it. */
export interface ByteFile extends DuplicateFacts {
  readonly device: number;
  readonly inode: number;
}

export interface ByteOptions {
  /** Absolute path of the folder that the files' paths are relative to. */
  readonly root: string;
  /** Who reads; they begin to end as soon as all is read. */
  readonly readers: HashThreads;
  readonly rule: readonly KeepCriterion[];
  readonly signal?: AbortSignal;
  /** What is known of unchanged files from an earlier run. */
  readonly known?: KnownDigests;
  /** Narrows what is compared: a set of files (rows) of equal size, or of an equal hash, that nobody asks about. */
  readonly isWanted?: (rows: readonly number[]) => boolean;
}

/** Hashes (sha256, hex) of files that have not changed since they were read. */
interface KnownDigests {
  get(file: ByteFile): { readonly head?: string; readonly whole?: string } | undefined;
  put(file: ByteFile, digests: { readonly head?: string; readonly whole?: string }): Promise<void>;
}

export interface ByteResult {
  /** Rows are indices into the files. */
  readonly groups: DuplicateGroup[];
  /** Files that could not be compared. */
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  /** Content hash of a group's files (sha256, hex), where they were read. */
  readonly contents: ReadonlyMap<DuplicateGroup, string>;
}

/**
 * Files of the same bytes, straight from the disk: by size, then by the hash of the head, then of the whole
 * (sha256). Files of no bytes are equal to one another. Names that lead to one file on disk (hard links, links) are
 * copies as well, as a training program reads each, but are read once: the groups are those of `fdupes -r -H -s`.
 * Throws the signal's reason when aborted.
 */
export async function byteGroups(files: readonly ByteFile[], options: ByteOptions): Promise<ByteResult> {
  const failed: { path: string; reason: string }[] = [];
  const isWanted = (group: number[][]): boolean => group.length > 1 && (options.isWanted?.(group.flat()) ?? true);
  const rowsBySize = groupBy([...files.keys()], (row) => files[row].bytes).filter((rows) => rows.length > 1);
  const ownersBySize = rowsBySize.map((rows) => groupBy(rows, (row) => `${files[row].device}:${files[row].inode}`));
  const bySize = ownersBySize.filter(isWanted);
  const hashes = new FileHashes(files, options);
  const contents = new Map<DuplicateGroup, string>();
  const split = async (groups: number[][][], part: 'head' | 'whole'): Promise<number[][][]> => {
    const candidates = groups.flat();
    const results = await hashes.of(
      candidates.map(([row]) => row),
      part,
    );
    const known = new Map<number[], string>();
    candidates.forEach((names, i) => {
      const result = results[i];
      if ('hash' in result) known.set(names, result.hash);
      else failed.push(...names.map((row) => ({ path: files[row].path, reason: result.reason })));
    });
    return groups.flatMap((group) =>
      groupBy(
        group.filter((names) => known.has(names)),
        (names) => known.get(names)!,
      ).filter(isWanted),
    );
  };
  const byHead = await split(bySize, 'head');
  const isShort = (group: number[][]): boolean => files[group[0][0]].bytes <= headBytes;
  const whole = [
    ...byHead.filter(isShort),
    ...(await split(
      byHead.filter((group) => !isShort(group)),
      'whole',
    )),
  ];
  // It takes them a while to end, and this thread has still to do.
  void options.readers.dispose();
  const grouped = new Set(whole.flat());
  const linked = ownersBySize
    .flat()
    .filter((names) => names.length > 1 && !grouped.has(names) && (options.isWanted?.(names) ?? true));
  const factsOf = (row: number): DuplicateFacts => files[row];
  const groups = [...whole.map((group) => group.flat()), ...linked].map((rows) => {
    const group = makeGroup('bytes', rows, factsOf, options.rule);
    const content = hashes.content(rows[0]);
    if (content !== undefined) contents.set(group, content);
    return group;
  });
  sortGroups(groups, factsOf);
  await hashes.remembered();
  return { groups, failed, contents };
}

/** The same from the index alone, by the content hashes that it keeps; undefined where an image was not read. */
export function byteGroupsOfHashes(
  contents: readonly (string | undefined)[],
  factsOf: (row: number) => DuplicateFacts,
  rule: readonly KeepCriterion[],
): DuplicateGroup[] {
  const rows = contents.flatMap((content, row) => (content === undefined ? [] : [row]));
  const groups = groupBy(rows, (row) => contents[row]!).filter((group) => group.length > 1);
  return sortGroups(
    groups.map((group) => makeGroup('bytes', group, factsOf, rule)),
    factsOf,
  );
}
