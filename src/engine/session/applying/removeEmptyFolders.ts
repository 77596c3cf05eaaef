import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileOperation, Skipped } from '../../../core/plan/plan';
import { joinPath } from '../../../core/relativePath';
import type { ApplyOutcome } from '../../../protocol/dataset';
import { errorReason } from '../../errors';
import { runOptions } from './applying';
import type { JobCall } from '../../jobs/progress';
import type { DatasetState } from '../datasetState';

/** Removes folders that hold nothing, as an apply of its own that can be undone. Those with any file in them stay. */
export async function removeEmptyFolders(
  root: string,
  state: DatasetState,
  folders: readonly string[],
  call: JobCall,
): Promise<ApplyOutcome> {
  const changes = await state.requireWritable();
  const operations: FileOperation[] = [];
  const skipped: Skipped[] = [];
  for (const folder of folders) {
    try {
      const nested = await foldersBelow(root, folder);
      if (nested) operations.push(...nested.map((path): FileOperation => ({ kind: 'remove-folder', path })));
      else skipped.push({ path: folder, reason: 'It holds files that are no images.' });
    } catch (error) {
      skipped.push({ path: folder, reason: `It cannot be read (${errorReason(error)}).` });
    }
  }
  const plan = { root, operations, skipped, notes: [] };
  const result = await changes.apply(plan, runOptions('apply', call));
  await state.noteHistory();
  return { applied: 0, skipped: result.skipped, journal: result.journalId, cancelled: result.cancelled };
}

/** The folder and all below it, the innermost first; undefined where a file lies in one of them. */
async function foldersBelow(root: string, folder: string): Promise<string[] | undefined> {
  const found: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const below = entry.isDirectory() ? await foldersBelow(root, joinPath(folder, entry.name)) : undefined;
    if (!below) return undefined;
    found.push(...below);
  }
  return [...found, folder];
}
