import type { DecisionChange } from '../../core/decision';
import type { AppliedMove } from '../../core/epoch';
import type { Skipped } from '../../core/plan';
import type { ApplyOutcome, PlanPreview, UndoOutcome } from '../../protocol/dataset';
import type { Changes } from '../changes/openChanges';
import type { RunOptions } from '../changes/runSteps';
import type { JobCall } from './datasetSession';
import type { DatasetState } from './datasetState';
import { pendingDecisions, planFor, type PlannedDecision, type PlanningInput } from './planning';

/** Operations that a preview shows; the counts speak of all. */
const previewed = 500;

export type ApplyingInput = Omit<PlanningInput, 'origins'> & { readonly state: DatasetState };

function runOptions(task: 'apply' | 'undo', { signal, report }: JobCall): RunOptions {
  return { signal, onProgress: (done, total) => report({ task, done, total, finished: done === total }) };
}

/** What Apply would do now, checked against the disk. Changes nothing. */
export async function previewPlan(
  input: ApplyingInput,
  given?: readonly PlannedDecision[],
  most = previewed,
): Promise<PlanPreview> {
  const { decisions, changes } = input.state;
  const { planned, skipped } = given ? { planned: [...given], skipped: [] } : pendingDecisions(input.table, decisions);
  const plan = await planFor({ ...input, origins: (await changes?.origins()) ?? new Map() }, planned);
  const checked = changes ? await changes.check(plan) : { operations: plan.operations, skipped: plan.skipped };
  const moves = checked.operations.flatMap((operation): PlanPreview['operations'] => {
    switch (operation.kind) {
      case 'move':
      case 'restore':
      case 'copy-in':
        return [{ kind: operation.kind, from: operation.from, to: operation.to }];
      case 'trash':
      case 'set-aside':
        return [{ kind: operation.kind, from: operation.from, to: operation.kind === 'trash' ? 'trash' : 'set aside' }];
      case 'make-folder':
      case 'remove-folder':
        return [];
    }
  });
  const restores = planned
    .filter(({ decision }) => decision.kind === 'restore')
    .map(({ path }) => ({ kind: 'restore', from: 'trash', to: path }));
  const operations = [...moves, ...restores];
  return {
    counts: decisions.book.counts(),
    operations: operations.slice(0, most),
    total: operations.length,
    skipped: [...skipped, ...checked.skipped],
  };
}

/** Carries decisions out: the pending ones, or those given. The decisions then follow what was really done. */
export async function applyDecisions(
  input: ApplyingInput,
  call: JobCall,
  given?: readonly PlannedDecision[],
): Promise<ApplyOutcome> {
  const { state, table } = input;
  const changes = await state.requireWritable();
  const { planned, skipped } = given ? { planned: [...given], skipped: [] } : pendingDecisions(table, state.decisions);
  const plan = await planFor({ ...input, origins: await changes.origins() }, planned);
  const result = await changes.apply(plan, runOptions('apply', call));
  const restored = await restoreAll(changes, planned);
  const moves: AppliedMove[] = [
    ...result.moved.map(({ from, to }) => ({ from: from ?? null, to: to ?? null })),
    ...restored.moves,
  ];
  for (const { from, to } of moves) if (from !== null && to !== null) table.move(from, to);
  if (moves.length > 0)
    await state.decisions.applied({
      journal: result.journalId ?? 'restore',
      moves,
      changes: settle(planned, moves, state),
    });
  await state.noteHistory();
  return {
    applied: result.applied + restored.moves.length,
    skipped: [...skipped, ...result.skipped, ...restored.skipped],
    journal: result.journalId,
    cancelled: result.cancelled,
  };
}

/** Puts the newest apply's files back and makes its decisions pending again. */
export async function undoApply({ state, table }: ApplyingInput, call: JobCall): Promise<UndoOutcome> {
  const changes = await state.requireWritable();
  const { undone, conflicts, undoes } = await changes.undo(runOptions('undo', call));
  const epoch = state.decisions.epochs.findLast(({ journal }) => journal === undoes);
  if (epoch && undoes !== undefined) {
    const stuck = new Set(conflicts.map(({ path }) => path));
    const back = epoch.moves.filter(({ from }) => from !== null && !stuck.has(from));
    const paths = new Set(back.flatMap(({ from, to }) => [from, to]));
    const reversed = epoch.changes
      .filter(({ path }) => paths.has(path))
      .map(({ path, hash, before, after }): DecisionChange => ({ path, hash, before: after, after: before }));
    const moves = back.map(({ from, to }): AppliedMove => ({ from: to, to: from }));
    for (const { from, to } of moves) if (from !== null && to !== null) table.move(from, to);
    if (moves.length > 0)
      await state.decisions.unapplied({ journal: `undo of ${undoes}`, moves, changes: reversed.reverse() });
  }
  await state.noteHistory();
  return { undone, skipped: conflicts };
}

/**
 * What an apply does to the decisions: those carried out end; a relabelled image is a trusted one at its new place, so
 * that it is not asked about again.
 */
function settle(
  planned: readonly PlannedDecision[],
  moves: readonly AppliedMove[],
  state: DatasetState,
): DecisionChange[] {
  const target = new Map(moves.map(({ from, to }) => [from, to]));
  const { book } = state.decisions;
  return planned.flatMap(({ path, hash: given, decision }) => {
    const recorded = book.recorded(path);
    const hash = given ?? recorded?.hash;
    if (hash === undefined) return [];
    const ended = recorded ? [{ path, hash, before: recorded.decision, after: undefined }] : [];
    if (decision.kind === 'restore') return moves.some((move) => move.from === null && move.to === path) ? ended : [];
    if (!target.has(path)) return [];
    const to = target.get(path);
    const trusted =
      decision.kind === 'relabel' && decision.to !== '' && to
        ? [{ path: to, hash, before: undefined, after: { kind: 'keep' as const } }]
        : [];
    return [...ended, ...trusted];
  });
}

async function restoreAll(
  changes: Changes,
  planned: readonly PlannedDecision[],
): Promise<{ moves: AppliedMove[]; skipped: Skipped[] }> {
  const moves: AppliedMove[] = [];
  const skipped: Skipped[] = [];
  const wanted = planned.filter(({ decision }) => decision.kind === 'restore');
  if (wanted.length === 0) return { moves, skipped };
  const kept = [...(await changes.kept('trash')), ...(await changes.kept('set-aside'))];
  for (const { path, hash } of wanted) {
    const entry = kept.find((one) => one.path === path && one.hash === hash);
    if (!entry) skipped.push({ path, reason: 'It is no longer in the trash.' });
    else {
      const { restored, conflicts } = await changes.restore(entry);
      if (restored !== undefined) moves.push({ from: null, to: restored });
      skipped.push(...conflicts);
    }
  }
  return { moves, skipped };
}
