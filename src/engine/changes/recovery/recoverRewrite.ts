import { dirname } from 'node:path';
import type { DataFolders } from '../dataFolders';
import { lstatIfThere, syncFolder } from '../files/directories';
import type { FileOps } from '../files/fileOps';
import type { JournalOperation, Replaced } from '../journal/journal';
import { temporaryNames } from '../files/moveFile';
import type { Recovered } from './recoverOperation';
import { hasContent } from '../files/sourceFile';

/**
 * Settles a rewritten table of which only the intent is known. The rename that replaces it is one step: the table is
 * the new one (done), or the old one (rolled back: what was prepared goes). Anything else was written by another
 * program and stays, as does the copy of the old one.
 */
export async function recoverRewrite(
  ops: FileOps,
  folders: DataFolders,
  operation: JournalOperation,
  replaces: Replaced,
  to: string,
): Promise<Recovered> {
  const { run, number, expected, from } = operation;
  const { absolute: backup, missing } = await folders.reach(replaces.backup);
  const { part } = temporaryNames({ run: run.id, operation: number, from: folders.absolute(from), to });
  if (await lstatIfThere(ops, part)) await ops.unlink(part);
  const isNew = expected !== undefined && (await hasContent(ops, to, expected));
  const isOld = !isNew && (await hasContent(ops, to, replaces));
  const isKept = !missing && (await lstatIfThere(ops, backup)) !== undefined;
  if (isOld && isKept) {
    await ops.unlink(backup);
    await syncFolder(ops, dirname(backup));
  }
  if ((await lstatIfThere(ops, dirname(to)))?.kind === 'folder') await syncFolder(ops, dirname(to));
  if (isNew) return { kind: 'completed' };
  if (isOld) return { kind: 'rolled-back' };
  const kept = isKept ? ` As it was before, it is kept in ${backup}.` : '';
  return { kind: 'problem', reason: `Another program wrote the table while Winnow rewrote it; it stays so.${kept}` };
}
