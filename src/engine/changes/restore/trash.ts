import { nameOf } from '../../../core/relativePath';
import { setAsideFolder, trashFolder, type DataFolders } from '../dataFolders';
import { lstatIfThere } from '../files/directories';
import type { FileOps } from '../files/fileOps';
import type { JournalOperation, JournalState } from '../journal/journal';

/** A file in the trash or set aside, as the journal knows it. */
export interface TrashEntry {
  readonly place: 'trash' | 'set-aside';
  /** The run and the operation that put it there. */
  readonly journal: string;
  readonly operation: number;
  /** Where it stood in the dataset. */
  readonly path: string;
  /** Where it stands now, below the state folder. */
  readonly statePath: string;
  /** It went there with its image, and comes back with it. */
  readonly isSidecar: boolean;
  readonly size: number;
  readonly mtimeMs: number;
  /** SHA-256 in hex. */
  readonly hash: string;
  /** ISO 8601. */
  readonly when: string;
}

/** Operations whose file is in the trash (or set aside) now, oldest first. */
export function keptOperations(state: JournalState, place: 'trash' | 'set-aside'): JournalOperation[] {
  const folder = place === 'trash' ? trashFolder : setAsideFolder;
  return state.runs
    .flatMap(({ operations }) => [...operations.values()])
    .filter(({ outcome, undoneBy, to }) => outcome?.done && !undoneBy && isIn(to, folder));
}

function isIn(to: JournalOperation['to'], folder: string): boolean {
  return to?.base === 'state' && to.path.startsWith(`${folder}/`);
}

export function trashEntries(state: JournalState, place: 'trash' | 'set-aside'): TrashEntry[] {
  return keptOperations(state, place).flatMap((operation) => {
    const { run, number, from, to, expected, time, isSidecar } = operation;
    if (!to || !expected) return [];
    const path = from.base === 'root' ? from.path : nameOf(from.path);
    const when = time.toISOString();
    return [{ place, journal: run.id, operation: number, path, statePath: to.path, isSidecar, ...expected, when }];
  });
}

/** Removes folders below `trash/` that have become empty, as far up as they are. */
export async function removeEmptyFolders(ops: FileOps, folders: DataFolders, paths: Iterable<string>): Promise<void> {
  const emptied = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/').slice(0, -1);
    for (let depth = parts.length; depth > 1; depth--) emptied.add(parts.slice(0, depth).join('/'));
  }
  const deepestFirst = [...emptied].sort((a, b) => b.split('/').length - a.split('/').length);
  for (const path of deepestFirst) {
    const { absolute } = await folders.reach({ base: 'state', path });
    const there = await lstatIfThere(ops, absolute);
    if (there?.kind === 'folder' && (await ops.readdir(absolute)).length === 0) await ops.rmdir(absolute);
  }
}
