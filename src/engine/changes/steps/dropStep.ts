import { UserError } from '../../errors';
import { dropSource } from '../files/moveFile';
import { hasCode } from '../files/removeName';
import { hasContent } from '../files/sourceFile';
import type { PreparedStep, StepRun } from './stepRun';

/** The last part of a step, after its new name is durable: the old name goes. */
export async function dropStep(run: StepRun, item: PreparedStep): Promise<void> {
  const { ops, folders } = run.context;
  const { index, step, from, move } = item;
  switch (step.kind) {
    case 'make-folder':
      if (run.outcomes[index].kind !== 'idle') run.outcomes[index] = { kind: 'done' };
      return;
    case 'rewrite':
      run.outcomes[index] = { kind: 'done' };
      return;
    case 'remove-folder':
      await removeFolder(run, item);
      return;
    case 'remove':
      await folders.reach(step.from);
      await ops.unlink(from);
      run.outcomes[index] = { kind: 'done' };
      return;
    default:
      if (!move) return;
  }
  await folders.reach(step.from);
  const dropped = await dropSource(ops, move);
  // Another file stands at the old name: fine if the one that was meant is at its new place.
  if (!dropped && !(await hasContent(ops, move.to, move.source.expected, move.linkText)))
    throw new UserError('Another program changed it meanwhile.');
  run.outcomes[index] = { kind: 'done' };
}

async function removeFolder({ context, outcomes }: StepRun, { index, from }: PreparedStep): Promise<void> {
  try {
    await context.ops.rmdir(from);
    outcomes[index] = { kind: 'done' };
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST') && !hasCode(error, 'ENOENT')) throw error;
    outcomes[index] = { kind: 'idle' };
  }
}
