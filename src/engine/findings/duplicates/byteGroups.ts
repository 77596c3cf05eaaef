import { join } from 'node:path';
import type { DuplicateFacts, DuplicateGroup } from './duplicateGroup';
import { makeGroup, sortGroups } from './duplicateGroup';
import { headBytes } from './hashFiles';
import { HashThreads } from './hashThreads';
import type { KeepCriterion } from './keepRule';
import { groupBy } from './pixelGroups';

/** A file as the scan lists it, with what the keep rule asks of it. */
export interface ByteFile extends DuplicateFacts {
  readonly device: number;
  readonly inode: number;
}

export interface ByteOptions {
  /** Absolute path of the folder that the files' paths are relative to. */
  readonly root: string;
  /** The bundled hashThread. */
  readonly program: string;
  readonly threads: number;
  readonly rule: readonly KeepCriterion[];
  readonly signal?: AbortSignal;
}

export interface ByteResult {
  /** Rows are indices into the files. */
  readonly groups: DuplicateGroup[];
  /** Files that could not be compared. */
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Files of the same bytes, straight from the disk: by size, then by the hash of the first page, then of the whole
 * (sha256). Files of no bytes are equal to one another. Names that lead to one file on disk (hard links, links) are
 * copies as well, as a training program reads each, but are read once: the groups are those of `fdupes -r -H -s`.
 * Throws the signal's reason when aborted.
 */
export async function byteGroups(files: readonly ByteFile[], options: ByteOptions): Promise<ByteResult> {
  const owners = groupBy(
    files.map((_, row) => row),
    (row) => `${files[row].device}:${files[row].inode}`,
  );
  const failed: { path: string; reason: string }[] = [];
  const bySize = groupBy(owners, ([row]) => String(files[row].bytes)).filter((group) => group.length > 1);
  const threads = new HashThreads(options.program, bySize.length > 0 ? options.threads : 0);
  const split = async (groups: number[][][], limit: number): Promise<number[][][]> => {
    const candidates = groups.flat();
    const asked = candidates.map(([row]) => ({ path: join(options.root, files[row].path), size: files[row].bytes }));
    const results = await threads.hash(asked, limit, options.signal);
    const hashes = new Map<number[], string>();
    candidates.forEach((names, i) => {
      const result = results[i];
      if ('hash' in result) hashes.set(names, result.hash);
      else failed.push(...names.map((row) => ({ path: files[row].path, reason: result.reason })));
    });
    return groups.flatMap((group) =>
      groupBy(
        group.filter((names) => hashes.has(names)),
        (names) => hashes.get(names)!,
      ).filter((equal) => equal.length > 1),
    );
  };
  try {
    const byHead = await split(bySize, headBytes);
    const isWhole = (group: number[][]): boolean => files[group[0][0]].bytes <= headBytes;
    const whole = [
      ...byHead.filter(isWhole),
      ...(await split(
        byHead.filter((group) => !isWhole(group)),
        Infinity,
      )),
    ];
    const grouped = new Set(whole.flat());
    const linked = owners.filter((names) => names.length > 1 && !grouped.has(names));
    const factsOf = (row: number): DuplicateFacts => files[row];
    const rows = [...whole.map((group) => group.flat()), ...linked];
    const groups = rows.map((group) => makeGroup('bytes', group, factsOf, options.rule));
    return { groups: sortGroups(groups, factsOf), failed };
  } finally {
    await threads.dispose();
  }
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
