import { dirname } from 'node:path';
import type { Expected } from '../../../core/plan/plan';
import { errorReason, isSystemError, UserError } from '../../errors';
import { copyDurably } from './copyFile';
import { tablesFolder, type DataFolders, type Location } from '../dataFolders';
import { lstatIfThere, syncFolder } from './directories';
import type { FileOps } from './fileOps';
import { temporaryNames } from './moveFile';
import { hasCode, meansNoLinks } from './removeName';
import { ChangedError, lookAtSource, sameContent, type SourceFile } from './sourceFile';
import type { Step } from '../steps/step';

/** A table of labels in the rewriting. All paths are absolute. */
export interface Rewrite {
  readonly run: string;
  readonly operation: number;
  /** The new content. */
  readonly from: string;
  /** The table. */
  readonly to: string;
  readonly source: SourceFile;
  /** The table as it was looked at. */
  readonly replaced: SourceFile;
  /** Where the table is kept as it was. */
  readonly backup: string;
  readonly signal?: AbortSignal;
}

/** Where a run keeps a table as it was. */
export function tableBackup(run: string, path: string): Location {
  return { base: 'state', path: `${tablesFolder}/${run}/${path}` };
}

/** Looks at a table before it is rewritten. Throws ChangedError when it is not the one that was read, or is a link. */
export async function lookAtTable(
  ops: FileOps,
  path: string,
  expected: Expected,
  signal?: AbortSignal,
): Promise<SourceFile> {
  const own = await lstatIfThere(ops, path);
  if (own?.kind === 'link')
    throw new ChangedError('The table is a link; labels are not written through links. Put the file itself there.');
  try {
    return await lookAtSource(ops, path, expected, { signal });
  } catch (error) {
    if (!(error instanceof ChangedError)) throw error;
    throw new ChangedError(
      `The table was not rewritten (${errorReason(error)}) Another program wrote it since it was read: open the dataset anew and apply again.`,
    );
  }
}

/** Checks a step that rewrites a table; throws the reason why it cannot be done. */
export async function checkRewrite(
  ops: FileOps,
  folders: DataFolders,
  step: Step,
  signal?: AbortSignal,
): Promise<Step> {
  if (!step.to || !step.replaces) throw new Error('A table is rewritten without saying which.');
  const { absolute: from } = await folders.reach(step.from);
  const seen = await lookAtSource(ops, from, step.expected, { signal });
  const { absolute: to } = await folders.reach(step.to);
  await lookAtTable(ops, to, step.replaces, signal);
  return { ...step, seen };
}

/**
 * Gives a table its new content: written to a name of Winnow's own beside it, made durable and read back, then renamed
 * over it, so that every reader sees the old table or the new one. What it was is kept first (as a second name of the
 * same file where the file system has them), durably. When it throws, `recoverOperation` puts things right.
 */
export async function replaceTable(ops: FileOps, rewrite: Rewrite): Promise<void> {
  const { from, to, source, replaced, backup, signal } = rewrite;
  const { part } = temporaryNames(rewrite);
  await copyDurably(ops, from, part, source.expected, signal);
  await keepTable(ops, rewrite);
  await syncFolder(ops, dirname(backup));
  const now = await lstatIfThere(ops, to);
  if (!now || !sameContent(now, replaced.own))
    throw new UserError('Another program wrote the table meanwhile. Open the dataset anew and apply again.');
  await ops.rename(part, to);
}

async function keepTable(ops: FileOps, { to, replaced, backup, signal }: Rewrite): Promise<void> {
  try {
    await ops.link(to, backup);
  } catch (error) {
    if (!isSystemError(error) || (!hasCode(error, 'EXDEV') && !meansNoLinks(error))) throw error;
    await copyDurably(ops, to, backup, replaced.expected, signal);
  }
}
