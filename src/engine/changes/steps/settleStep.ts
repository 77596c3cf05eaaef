import { errorReason } from '../../errors';
import { LeftBehind } from '../files/moveFile';
import { recoverOperation } from '../recovery/recoverOperation';
import { operationKey, sentence, type PreparedStep, type StepRun } from './stepRun';

/** After a failure: the file goes back to its old place; where that fails as well, the next start does it. */
export async function settleStep(run: StepRun, item: PreparedStep, cause: unknown): Promise<void> {
  const { ops, folders, journal } = run.context;
  const { index, move, rewrite, made, from } = item;
  const reason = sentence(cause);
  run.outcomes[index] = { kind: cause instanceof LeftBehind ? 'open' : 'skipped', reason };
  if (cause instanceof LeftBehind) return;
  const operation = journal.state.find(operationKey(run, item));
  try {
    if (made) await ops.rmdir(from);
    if (!(move ?? rewrite) || !operation) return;
    const settled = await recoverOperation(ops, folders, operation, 'roll-back');
    if (settled.kind === 'completed') run.outcomes[index] = { kind: 'done' };
  } catch (error) {
    const rest = `It could not be put back (${errorReason(error)}); the next start settles it.`;
    run.outcomes[index] = { kind: 'open', reason: `${reason} ${rest}` };
  }
}
