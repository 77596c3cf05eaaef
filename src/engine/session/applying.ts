import type { DecisionChange } from '../../core/decision';
import type { AppliedMove } from '../../core/epoch';
import type { ApplyOutcome, PlanPreview, UndoOutcome } from '../../protocol/dataset';
import type { Changes } from '../changes/openChanges';
import type { RunOptions } from '../changes/stepRun';
import type { JobCall } from './datasetSession';
import type { DatasetState } from './datasetState';
import type { CollageSplitter } from '../collage/collageSplitter';
import type { ApplyResult } from '../changes/results';
import { openStagingArea } from '../changes/stagingArea';
import type { Skipped } from '../../core/plan';
import { stageCrops } from './stageCrops';
import { appliedMove, splitsCarriedOut, unapply } from './followRecovery';
import { keptFiles, putBack, type PutBack } from './putBack';
import { pendingDecisions, planFor, type PlannedDecision, type PlanningInput } from './planning';

/** Operations that a preview shows; the counts speak of all. */
const previewed = 500;

export interface ApplyingInput extends Omit<PlanningInput, 'origins'> {
  readonly state: DatasetState;
  readonly cutter: Cutter;
}

/** What cuts sheets, and how many at once. */
export interface Cutter {
  readonly splitter: () => CollageSplitter;
  readonly lanes: number;
}

export function runOptions(task: 'apply' | 'undo' | 'restore' | 'empty', { signal, report }: JobCall): RunOptions {
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
      case 'move-in':
        return [{ kind: 'move', from: operation.from, to: operation.to }];
      case 'move':
      case 'restore':
      case 'copy-in':
        return [{ kind: operation.kind, from: operation.from, to: operation.to }];
      case 'trash':
      case 'set-aside':
        return [
          {
            kind: operation.kind,
            from: operation.from,
            to: operation.kind === 'trash' ? 'Winnow’s trash' : 'the folder of images set aside',
          },
        ];
      case 'make-folder':
      case 'remove-folder':
        return [];
    }
  });
  const restores = planned
    .filter(({ decision }) => decision.kind === 'restore')
    .map(({ path }) => ({ kind: 'restore' as const, from: 'Winnow’s trash', to: path }));
  const crops = plan.places.map(({ sheet, part, to }) => ({
    kind: 'copy-in' as const,
    from: `${sheet} (part ${part})`,
    to,
  }));
  const operations = [...crops, ...moves, ...restores];
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
  const { result, uncut } = await cutAndApply(input, changes, planned, call);
  const moves = result.moved.map(appliedMove);
  for (const { from, to } of moves) if (from !== null && to !== null) table.move(from, to);
  // Noted before anything else is done: a crash from here on leaves nothing that the decisions do not know.
  if (moves.length > 0 && result.journalId !== undefined)
    await state.decisions.applied({ journal: result.journalId, moves, changes: settle(planned, moves, state) });
  const restored = await restoreWanted(changes, planned, call);
  if (restored.moves.length > 0) {
    const ended = settle(planned, restored.moves, state);
    await state.decisions.applied({ journal: 'restore', moves: restored.moves, changes: ended });
  }
  await state.noteHistory();
  return {
    applied: result.applied + restored.images.length,
    skipped: [...skipped, ...uncut, ...result.skipped, ...restored.skipped],
    journal: result.journalId,
    cancelled: result.cancelled || restored.cancelled,
  };
}

/** Cuts the sheets among the decisions into a staging area first, so that one run of the journal does all the rest. */
async function cutAndApply(
  input: ApplyingInput,
  changes: Changes,
  planned: readonly PlannedDecision[],
  call: JobCall,
): Promise<{ result: ApplyResult; uncut: readonly Skipped[] }> {
  const origins = await changes.origins();
  const sheets = planned.flatMap(({ path, hash, decision }) => {
    const row = input.table.rowOf(path);
    const known = hash ?? (row === undefined ? undefined : input.table.hashes[row]);
    return decision.kind === 'split' && known !== undefined ? [{ path, hash: known, decision }] : [];
  });
  const options = runOptions('apply', call);
  if (sheets.length === 0)
    return { result: await changes.apply(await planFor({ ...input, origins }, planned), options), uncut: [] };
  const area = await openStagingArea(await changes.staging());
  try {
    const { root, cutter } = input;
    const staged = await stageCrops({ splitter: cutter.splitter(), root, area, lanes: cutter.lanes }, sheets, call);
    const ready = planned.filter(({ path, decision }) => decision.kind !== 'split' || staged.crops.has(path));
    const plan = await planFor({ ...input, origins }, ready, staged.crops);
    return { result: await changes.apply(plan, options), uncut: staged.skipped };
  } finally {
    await area.dispose();
  }
}

/** Puts the newest apply's files back and makes its decisions pending again. */
export async function undoApply({ state, table }: ApplyingInput, call: JobCall): Promise<UndoOutcome> {
  const changes = await state.requireWritable();
  const { undone, conflicts, undoes, moved } = await changes.undo(runOptions('undo', call));
  const moves = moved.map(appliedMove);
  for (const { from, to } of moves) if (from !== null && to !== null) table.move(from, to);
  if (undoes !== undefined) await unapply(state.decisions, undoes, moves);
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
  const splits = splitsCarriedOut(book, moves);
  const others = planned.flatMap(({ path, hash: given, decision }): DecisionChange[] => {
    if (decision.kind === 'split') return [];
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
  return [...splits, ...others];
}

/** Pending restores, each from the newest file of that path and content. */
async function restoreWanted(changes: Changes, planned: readonly PlannedDecision[], call: JobCall): Promise<PutBack> {
  const wanted = planned.filter(({ decision }) => decision.kind === 'restore');
  if (wanted.length === 0 || call.signal.aborted) return { moves: [], images: [], skipped: [], cancelled: false };
  const keyOf = (path: string, hash: string | undefined): string => `${hash ?? ''} ${path}`;
  const kept = new Map((await keptFiles(changes)).map((entry) => [keyOf(entry.path, entry.hash), entry]));
  const found = wanted.map(({ path, hash }) => ({ path, entry: kept.get(keyOf(path, hash)) }));
  const entries = found.flatMap(({ entry }) => entry ?? []);
  const paths = new Set(entries.map(({ path }) => path));
  const restored = await putBack(changes, entries, paths, runOptions('restore', call));
  const gone = found.filter(({ entry }) => !entry);
  const reason = 'It is no longer in the trash.';
  return { ...restored, skipped: [...gone.map(({ path }) => ({ path, reason })), ...restored.skipped] };
}
