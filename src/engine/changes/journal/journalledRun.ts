import type { Skipped } from '../../../core/plan/plan';
import { isSystemError, UserError } from '../../errors';
import type { ChangeSession } from '../changeSession';
import { trashFolder } from '../dataFolders';
import type { RunKind } from './journalRecords';
import { countApplied, movedFiles, type MovedFile } from '../recovery/recover';
import { runSteps } from '../steps/runSteps';
import { isFolderStep, type Step } from '../steps/step';
import type { RunOptions, RunOutcome } from '../steps/stepRun';
import { removeEmptyFolders } from '../restore/trash';

export interface JournalledRun extends RunOutcome {
  /** Files whose step was done, and images that tables label anew; sidecars and folders are not counted. */
  readonly done: number;
  readonly failed: Skipped[];
  readonly moved: MovedFile[];
}

/** Carries steps out as one run of the journal. */
export async function journalledRun(
  session: ChangeSession,
  run: { readonly id: string; readonly kind: RunKind; readonly undoes?: string },
  steps: readonly Step[],
  options: RunOptions,
): Promise<JournalledRun> {
  const { journal, folders } = session;
  const { id, kind, undoes } = run;
  const outside = steps.flatMap(({ from, to }) => [from, to]).find((place) => place?.base === 'pile');
  const pile = outside?.base === 'pile' ? outside.pile : undefined;
  if (pile !== undefined) await folders.notePile(pile);
  const planned = steps.reduce((sum, { relabels }) => sum + (relabels?.length ?? 1), 0);
  await journal.append([journal.begin(id, kind, planned, { undoes, pile })], { durable: false });
  const { outcomes, cancelled } = await runSteps(session, id, steps, options);
  await endRun(session, id, { outcomes, cancelled });
  const done = steps.filter((step, i) => outcomes[i].kind === 'done' && !isFolderStep(step) && !step.isSidecar);
  const failed = steps.flatMap(({ path }, i) => {
    const outcome = outcomes[i];
    return outcome.kind === 'skipped' || outcome.kind === 'open' ? [{ path, reason: outcome.reason }] : [];
  });
  const count = done.reduce((sum, { kind, relabels }) => sum + (kind === 'rewrite' ? (relabels?.length ?? 0) : 1), 0);
  return { outcomes, cancelled, done: count, failed, moved: movedFiles(journal.state.run(id)) };
}

/** A run that cannot be ended (full disk) is ended by the recovery at the next start. */
async function endRun({ journal }: ChangeSession, run: string, { outcomes, cancelled }: RunOutcome): Promise<void> {
  if (outcomes.some(({ kind }) => kind === 'open')) return;
  const begun = journal.state.run(run);
  const applied = begun ? countApplied(begun) : 0;
  const skipped = outcomes.filter(({ kind }) => kind === 'skipped').length;
  try {
    await journal.append([{ type: 'end', run, applied, skipped, ...(cancelled && { cancelled }) }]);
  } catch (error) {
    // Everything that was done is done; its intents are durable, which is all that the recovery needs.
    if (!isSystemError(error) && !(error instanceof UserError)) throw error;
  }
}

/** What undo and *Empty Trash* leave empty below `trash/`; only tidiness, so a failure is no failure. */
export async function tidyTrash({ ops, folders }: ChangeSession, steps: readonly Step[]): Promise<void> {
  const left = steps.flatMap(({ from }) => {
    return from.base === 'state' && from.path.startsWith(`${trashFolder}/`) ? [from.path] : [];
  });
  try {
    await removeEmptyFolders(ops, folders, left);
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof UserError)) throw error;
  }
}
