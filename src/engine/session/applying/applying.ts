import { netMoves, type AppliedMove } from '../../../core/decisions/epoch';
import type { ApplyOutcome, UndoOutcome } from '../../../protocol/dataset';
import type { Skipped } from '../../../core/plan/plan';
import type { Changes } from '../../changes/openChanges';
import type { ApplyResult } from '../../changes/results';
import { openStagingArea, type StagingArea } from '../../changes/files/stagingArea';
import type { RunOptions } from '../../changes/steps/stepRun';
import type { CollageSplitter } from '../../collage/collageSplitter';
import { stageConversions, type Convert } from './converting';
import type { JobCall } from '../../jobs/progress';
import type { DatasetState } from '../datasetState';
import type { LabelDesk } from '../labels/labelDesk';
import { keptFiles, putBack, type PutBack } from './putBack';
import { pendingDecisions, planFor, type NewFiles, type PlannedDecision, type PlanningInput } from './planning';
import { withTables } from '../labels/rewriteTables';
import { endMade, settleDecisions } from '../decisions/settleDecisions';
import { stageCrops } from './stageCrops';
import { unapply } from './unapply';

export interface ApplyingInput extends Omit<PlanningInput, 'origins'> {
  readonly state: DatasetState;
  readonly cutter: Cutter;
  readonly convert: Convert;
  readonly labels: LabelDesk;
}

/** What cuts sheets, and how many at once. */
export interface Cutter {
  readonly splitter: () => CollageSplitter;
  readonly lanes: number;
}

export function runOptions(task: 'apply' | 'undo' | 'restore' | 'empty', { signal, report }: JobCall): RunOptions {
  return { signal, onProgress: (done, total) => report({ task, done, total, finished: done === total }) };
}

/** Files that came back, for rows of tables that come back with them. */
export interface CameBack {
  /** Where each stands, and the run that had taken it away. */
  readonly images: readonly { readonly path: string; readonly journal: string }[];
  /** The apply that could not be undone in tables as a whole, and what it had moved. */
  readonly partly?: { readonly journal: string; readonly moves: readonly AppliedMove[] };
}

/** Carries decisions out: the pending ones, or those given. The decisions then follow what was really done. */
export async function applyDecisions(
  input: ApplyingInput,
  call: JobCall,
  given?: readonly PlannedDecision[],
): Promise<ApplyOutcome & { readonly back: CameBack }> {
  const { state, table } = input;
  const changes = await state.requireWritable();
  const { planned, skipped } = given ? { planned: [...given], skipped: [] } : pendingDecisions(table, state.decisions);
  const { book } = state.decisions;
  const decided = new Map(planned.map(({ path }) => [path, book.recorded(path)?.decision]));
  const { result, unmade } = await makeAndApply(input, changes, planned, call);
  const moves = withLostLabels(netMoves(result.moved), input);
  for (const { from, to } of moves) if (from !== null && to !== null) table.move(from, to);
  // Noted before anything else is done: a crash from here on leaves nothing that the decisions do not know.
  if (moves.length > 0 && result.journalId !== undefined) {
    const settle = () => [...endMade(planned, moves, book), ...settleDecisions(planned, moves, book, decided)];
    await state.decisions.applied({ journal: result.journalId, moves }, settle);
  }
  const restored = await restoreWanted(changes, planned, call);
  if (restored.moves.length > 0) {
    const { moves: back } = restored;
    await state.decisions.applied({ journal: 'restore', moves: back }, () => settleDecisions(planned, back, book));
  }
  await state.noteHistory();
  // The new file and its original are one image, and so is what moves twice.
  const converted = moves.filter(({ made, to }) => made && made.part === undefined && to !== null).length;
  const twice = result.moved.length - moves.length;
  return {
    applied: result.applied - converted - twice + restored.images.length,
    skipped: [...skipped, ...unmade, ...result.skipped, ...restored.skipped],
    journal: result.journalId,
    cancelled: result.cancelled || restored.cancelled,
    back: { images: restored.back },
  };
}

/** With labels in tables nothing else remembers what a file that left was labelled. */
function withLostLabels(moves: readonly AppliedMove[], { layout: { labels } }: ApplyingInput): AppliedMove[] {
  return moves.map((move) => {
    const before = move.to === null && move.from !== null ? labels?.get(move.from)?.label : undefined;
    return before === undefined || move.label ? move : { ...move, label: { before, after: '' } };
  });
}

/** Cuts sheets and converts pictures into a staging area first, so that one run of the journal does all the rest. */
async function makeAndApply(
  input: ApplyingInput,
  changes: Changes,
  planned: readonly PlannedDecision[],
  call: JobCall,
): Promise<{ result: ApplyResult; unmade: readonly Skipped[] }> {
  const origins = await changes.origins();
  const restorable = await withOriginals(changes, planned);
  const hasNewFiles = planned.some(({ decision }) => decision.kind === 'split' || decision.kind === 'convert');
  if (!hasNewFiles && input.layout.kind !== 'table') {
    const plan = await planFor({ ...input, origins }, restorable);
    return { result: await changes.apply(plan, runOptions('apply', call)), unmade: [] };
  }
  const area = await openStagingArea(await changes.staging());
  const apply = async (ready: readonly PlannedDecision[], files: NewFiles): Promise<ApplyResult> => {
    const plan = await planFor({ ...input, origins }, ready, files);
    const whole = await withTables(input, changes, plan, ready, area, call.signal);
    return changes.apply(whole, runOptions('apply', call));
  };
  try {
    const cut = await cutSheets(input, area, planned, call);
    const { root, convert } = input;
    const { converted, skipped } = await stageConversions({ root, area, convert }, planned, call);
    const ready = restorable.filter(({ path, decision }) => decision.kind !== 'split' || cut.crops.has(path));
    return { result: await apply(ready, { crops: cut.crops, converted }), unmade: [...cut.skipped, ...skipped] };
  } catch (error) {
    // The run itself is not interrupted by an exception: nothing was changed yet.
    if (!call.signal.aborted) throw error;
    const result = { applied: 0, skipped: [], moved: [], journalId: undefined, cancelled: true };
    return { result, unmade: [] };
  } finally {
    await area.dispose();
  }
}

async function cutSheets(
  { table, root, cutter }: ApplyingInput,
  area: StagingArea,
  planned: readonly PlannedDecision[],
  call: JobCall,
): ReturnType<typeof stageCrops> {
  const sheets = planned.flatMap(({ path, hash, decision }) => {
    const row = table.rowOf(path);
    const known = hash ?? (row === undefined ? undefined : table.hashes[row]);
    return decision.kind === 'split' && known !== undefined ? [{ path, hash: known, decision }] : [];
  });
  if (sheets.length === 0) return { crops: new Map(), skipped: [] };
  return stageCrops({ splitter: cutter.splitter(), root, area, lanes: cutter.lanes }, sheets, call);
}

/** Without restores that cannot be done: what was made of their images stays. */
async function withOriginals(changes: Changes, planned: readonly PlannedDecision[]): Promise<PlannedDecision[]> {
  const needsOriginal = ({ decision }: PlannedDecision): boolean => decision.kind === 'restore' && !!decision.made;
  if (!planned.some(needsOriginal)) return [...planned];
  const kept = new Set((await keptFiles(changes)).map(({ path, hash }) => keptKey(path, hash)));
  return planned.filter((one) => !needsOriginal(one) || kept.has(keptKey(one.path, one.hash)));
}

function keptKey(path: string, hash: string | undefined): string {
  return `${hash ?? ''} ${path}`;
}

/** Puts the files of the newest apply, or of the one named, back and makes its decisions pending again. */
export async function undoApply(
  { state, table, layout }: ApplyingInput,
  call: JobCall,
  apply?: string,
): Promise<UndoOutcome & { readonly back: CameBack }> {
  const changes = await state.requireWritable();
  const { undone, conflicts, undoes, moved, journalId } = await changes.undo({
    ...runOptions('undo', call),
    journalId: apply,
  });
  const moves: AppliedMove[] = netMoves(moved);
  for (const { from, to } of moves) if (from !== null && to !== null) table.move(from, to);
  if (undoes !== undefined) await unapply(state.decisions, undoes, moves);
  const epoch = state.decisions.epochs.find(({ journal }) => journal === undoes);
  const made = new Set(epoch?.moves.flatMap((move) => (move.made && move.made.part === undefined ? [move.to] : [])));
  await state.noteHistory();
  const converted = moves.filter(({ from, to }) => to === null && made.has(from)).length;
  const tables = new Set(layout.tables?.map(({ path }) => path));
  const journal = undoes ?? '';
  const images = moves.flatMap(({ from, to }) => (from === null && to !== null ? [{ path: to, journal }] : []));
  const isPartly = conflicts.some(({ path }) => tables.has(path));
  return {
    undone: undone - converted - (moved.length - moves.length),
    skipped: conflicts,
    journal: journalId,
    back: isPartly ? { images, partly: { journal, moves } } : { images: [] },
  };
}

/** Pending restores, each from the newest file of that path and content. */
async function restoreWanted(changes: Changes, planned: readonly PlannedDecision[], call: JobCall): Promise<PutBack> {
  const wanted = planned.filter(({ decision }) => decision.kind === 'restore');
  if (wanted.length === 0 || call.signal.aborted)
    return { moves: [], images: [], back: [], skipped: [], cancelled: false };
  const kept = new Map((await keptFiles(changes)).map((entry) => [keptKey(entry.path, entry.hash), entry]));
  const found = wanted.map(({ path, hash }) => ({ path, entry: kept.get(keptKey(path, hash)) }));
  const entries = found.flatMap(({ entry }) => entry ?? []);
  const paths = new Set(entries.map(({ path }) => path));
  const restored = await putBack(changes, entries, paths, runOptions('restore', call));
  const gone = found.filter(({ entry }) => !entry);
  const reason = 'It is no longer in the trash.';
  return { ...restored, skipped: [...gone.map(({ path }) => ({ path, reason })), ...restored.skipped] };
}
