import { dirname } from 'node:path';
import { errorReason } from '../../errors';
import { syncFolder } from '../files/directories';
import { settleStep } from './settleStep';
import type { PreparedStep, StepRun } from './stepRun';

/** Makes the new names durable; files whose folder cannot be are put back. Returns what is durable. */
export async function syncPlaced(run: StepRun, placed: readonly PreparedStep[]): Promise<PreparedStep[]> {
  const named = placed.filter(({ move, rewrite, step }) => move ?? rewrite ?? step.kind === 'make-folder');
  const failures = await syncAll(
    run,
    named.map(({ to }) => dirname(to)),
  );
  const durable: PreparedStep[] = [];
  for (const item of placed) {
    const failure = failures.get(dirname(item.to));
    if (failure === undefined) durable.push(item);
    else await settleStep(run, item, failure);
  }
  return durable;
}

/** Makes it durable that the old names are gone. */
export async function syncDropped(run: StepRun, dropped: readonly PreparedStep[]): Promise<void> {
  const targets = dropped.filter(({ move }) => move && move.method === 'copy').map(({ to }) => dirname(to));
  const failures = await syncAll(run, [...dropped.map(({ from }) => dirname(from)), ...targets]);
  for (const { index, from } of dropped) {
    const failure = failures.get(dirname(from));
    if (failure === undefined) continue;
    const reason = `Moved, but not yet safe from a power cut (${errorReason(failure)}); checked at the next start.`;
    run.outcomes[index] = { kind: 'open', reason };
  }
}

/** Fsyncs each folder once; returns what failed. */
async function syncAll({ context }: StepRun, paths: readonly string[]): Promise<Map<string, unknown>> {
  const failures = new Map<string, unknown>();
  for (const path of new Set(paths)) {
    try {
      await syncFolder(context.ops, path);
    } catch (error) {
      failures.set(path, error);
    }
  }
  return failures;
}
