import { errorReason } from '../../errors';
import { dropStep } from './dropStep';
import { placeStep } from './placeStep';
import { StepPreparer } from './prepareStep';
import { settleStep } from './settleStep';
import type { Step } from './step';
import { stepBatches } from '../journal/stepBatches';
import { intentRecords, outcomeRecord } from '../journal/stepRecords';
import {
  JournalFailure,
  notBegun,
  sentence,
  type ChangeContext,
  type PreparedStep,
  type RunOptions,
  type RunOutcome,
  type StepRun,
} from './stepRun';
import { syncDropped, syncPlaced } from './syncSteps';

/**
 * Carries steps out in order, in batches: (a) look at each file again, write what will be done into the journal and
 * make that durable, (b) give the files their new names, (c) make these durable, (d) remove the old names, (e) make
 * that durable, (f) write the outcomes. At every instant each file has its old name, its new name or both. A failed
 * step is put back and skipped; when the journal cannot be written nothing more is done.
 */
export async function runSteps(
  context: ChangeContext,
  id: string,
  steps: readonly Step[],
  { signal, onProgress }: RunOptions,
): Promise<RunOutcome> {
  const outcomes: RunOutcome['outcomes'] = steps.map(() => ({ kind: 'skipped', reason: notBegun }));
  const run: StepRun = { context, id, steps, signal, outcomes };
  const preparer = new StepPreparer(run);
  let done = 0;
  for (const batch of stepBatches(steps)) {
    if (signal?.aborted) {
      markRest(run, done, 'Cancelled before it was begun.');
      return { outcomes, cancelled: true };
    }
    try {
      await context.lock.assertHeld();
      await runBatch(run, preparer, batch);
    } catch (error) {
      // Only the journal and the lock throw here: without them nothing may be changed.
      markRest(run, done, `Not done: ${errorReason(error)}`);
      return { outcomes, cancelled: false };
    }
    done += batch.length;
    onProgress?.(done, steps.length);
  }
  return { outcomes, cancelled: false };
}

function markRest({ steps, outcomes }: StepRun, from: number, reason: string): void {
  for (let i = from; i < steps.length; i++)
    if (outcomes[i].kind === 'skipped') outcomes[i] = { kind: 'skipped', reason };
}

async function runBatch(run: StepRun, preparer: StepPreparer, batch: readonly number[]): Promise<void> {
  const { journal } = run.context;
  const prepared: PreparedStep[] = [];
  for (const index of batch) {
    try {
      prepared.push(await preparer.prepare(index));
    } catch (error) {
      run.outcomes[index] = { kind: 'skipped', reason: sentence(error) };
    }
  }
  await journal.append(prepared.flatMap((item) => intentRecords(run, item)));
  const placed = await each(run, prepared, (item) => placeStep(run, preparer, item));
  const durable = await syncPlaced(run, placed);
  const dropped = await each(run, durable, (item) => dropStep(run, item));
  await syncDropped(run, dropped);
  await journal.append(
    prepared.flatMap((item) => outcomeRecord(run, item)),
    { durable: false },
  );
}

/** Runs a part of each step that was written into the journal; a failed one is put back. Returns the others. */
async function each(
  run: StepRun,
  items: readonly PreparedStep[],
  part: (item: PreparedStep) => Promise<void>,
): Promise<PreparedStep[]> {
  const succeeded: PreparedStep[] = [];
  for (const item of items) {
    try {
      await part(item);
      succeeded.push(item);
    } catch (error) {
      if (error instanceof JournalFailure) throw error.cause;
      await settleStep(run, item, error);
    }
  }
  return succeeded;
}
