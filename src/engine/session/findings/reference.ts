import { toNamed, type PathFrame } from '../../../core/pathFrame';
import type { FindingColumns } from '../../findings/columns';
import { gatherColumns, type IndexedParts } from '../reading/indexedImages';

/** A set of images that others are compared with; nothing is written beside it. */
export interface Reference {
  readonly columns: FindingColumns;
  /** The path of a row relative to the folder that was named. */
  named(row: number): string;
  /** Hashes of the decoded pixels of some images, by index into the columns. */
  digests(indices: Uint32Array): Promise<Map<number, string>>;
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

export interface ReferenceParts extends IndexedParts {
  readonly root: string;
  readonly frame: PathFrame;
  readonly digestOf: (row: number, hash: string) => Promise<string | undefined>;
}

/** The indexed images below the folder that was named, without the files in `leaveOut` (absolute paths). */
export async function readReference(
  { root, frame, digestOf, ...indexed }: ReferenceParts,
  leaveOut: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Reference> {
  const { table } = indexed;
  const includes = (path: string): boolean => toNamed(frame, path) !== undefined && !leaveOut.has(`${root}/${path}`);
  const columns = await gatherColumns(indexed, signal, includes);
  const named = (row: number): string => toNamed(frame, table.path(row)) ?? table.path(row);
  return {
    columns,
    named,
    async digests(indices) {
      const digests = new Map<number, string>();
      for (const i of indices) {
        const row = columns.rows[i];
        const digest = await digestOf(row, table.hashes[row] ?? '');
        if (digest !== undefined) digests.set(i, digest);
      }
      return digests;
    },
    unreadable: columns.damaged
      .filter(({ isPartial }) => !isPartial)
      .map(({ row, reason }) => ({ path: named(row), reason })),
  };
}
