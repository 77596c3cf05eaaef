import type { ChangeSession } from '../changeSession';
import type { DataFolders, Location } from '../dataFolders';
import { lstatIfThere } from '../files/directories';
import type { FileOps } from '../files/fileOps';
import type { JournalState } from '../journal/journal';
import { journalledRun, tidyTrash } from '../journal/journalledRun';
import type { EmptyTrashResult, TrashSize } from '../results';
import type { Step } from '../steps/step';
import type { RunOptions } from '../steps/stepRun';
import { keptOperations, trashEntries } from './trash';

/** What *Empty Trash* would remove. */
export async function trashSize(ops: FileOps, folders: DataFolders, state: JournalState): Promise<TrashSize> {
  let files = 0;
  let bytes = 0;
  for (const { statePath, size } of trashEntries(state, 'trash')) {
    if (!(await lstatIfThere(ops, folders.absolute({ base: 'state', path: statePath })))) continue;
    files++;
    bytes += size;
  }
  return { files, bytes };
}

/** Removes for good what the journal knows to be in the trash, unchanged since it was put there; nothing else. */
export async function emptyTrash(session: ChangeSession, options: RunOptions): Promise<EmptyTrashResult> {
  const operations = keptOperations(session.journal.state, 'trash');
  const steps = operations.map((operation): Step => {
    const of = { run: operation.run.id, operation: operation.number };
    const from: Location = operation.to!;
    const path = operation.from.path;
    return { kind: 'remove', from, path, expected: operation.expected, knownLink: operation.link?.rewritten, of };
  });
  if (steps.length === 0) return { files: 0, bytes: 0, skipped: [], cancelled: false };
  const run = { id: session.newRun(), kind: 'empty-trash' as const };
  const { outcomes, failed, cancelled } = await journalledRun(session, run, steps, options);
  await tidyTrash(session, steps);
  const removed = steps.filter((_, i) => outcomes[i].kind === 'done');
  const bytes = removed.reduce((sum, { expected }) => sum + (expected?.size ?? 0), 0);
  return { files: removed.length, bytes, skipped: failed, cancelled };
}
