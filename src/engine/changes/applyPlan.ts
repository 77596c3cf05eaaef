import type { Plan } from '../../core/plan/plan';
import type { ChangeSession } from './changeSession';
import { journalledRun } from './journal/journalledRun';
import { resolvePlan } from './resolvePlan';
import type { ApplyResult } from './results';
import type { RunOptions } from './steps/stepRun';

/** Carries a plan out. What cannot be done is skipped with the reason. */
export async function applyPlan(
  session: ChangeSession,
  plan: Plan,
  options: RunOptions,
  kind: 'apply' | 'restore' = 'apply',
): Promise<ApplyResult> {
  const id = session.newRun();
  const { steps, skipped } = await resolvePlan(session.ops, session.folders, plan, id, { signal: options.signal });
  if (steps.length === 0) return { applied: 0, skipped, moved: [], journalId: undefined, cancelled: false };
  const { done, failed, moved, cancelled } = await journalledRun(session, { id, kind }, steps, options);
  return { applied: done, skipped: [...skipped, ...failed], moved, journalId: id, cancelled };
}
