import {
  combineDecisions,
  reverseChanges,
  sameDecision,
  type Decision,
  type DecisionChange,
} from '../../../core/decisions/decision';
import type { AppliedMove } from '../../../core/decisions/epoch';
import { parentOf } from '../../../core/relativePath';
import type { DecisionLog } from '../decisions/decisionLog';

/**
 * Takes an apply's decisions back for the files that an undo moved. What was decided of them since goes with them: it
 * is the newer word.
 */
export async function unapply(decisions: DecisionLog, undoes: string, moves: readonly AppliedMove[]): Promise<void> {
  if (moves.length === 0) return;
  await decisions.unapplied({ journal: `undo of ${undoes}`, moves }, () => takenBack(decisions, undoes, moves));
}

function takenBack({ book, epochs }: DecisionLog, undoes: string, moves: readonly AppliedMove[]): DecisionChange[] {
  const epoch = epochs.findLast(({ journal }) => journal === undoes);
  const paths = new Set(moves.flatMap(({ from, to }) => [from, to]));
  const stayed: AppliedMove[] = [];
  // What made new files is taken back with them, also where the image itself was kept.
  for (const { to, made } of epoch?.moves ?? []) {
    if (!made || !paths.has(to) || paths.has(made.source)) continue;
    paths.add(made.source);
    stayed.push({ from: made.source, to: made.source });
  }
  const own = (epoch?.changes ?? []).filter(({ path }) => paths.has(path));
  const left = new Map(own.map(({ path, after }) => [path, after]));
  const carriedOut = new Map(own.flatMap((change) => (change.before ? [[change.path, change] as const] : [])));
  const cleared: DecisionChange[] = [];
  const newer: DecisionChange[] = [];
  for (const move of [...moves, ...stayed]) {
    const { from, to } = move;
    if (to === null) continue;
    const change = carriedOut.get(to);
    const now = book.recorded(from ?? to);
    const hash = change?.hash ?? now?.hash;
    if (hash === undefined || (now && now.hash !== hash)) continue;
    if (sameDecision(now?.decision, left.get(from ?? to))) continue;
    if (from !== null && now) cleared.push({ path: from, hash, before: now.decision });
    newer.push({ path: to, hash, after: stillWanted(change?.before, now?.decision, move) });
  }
  const isNewer = new Set(newer.map(({ path }) => path));
  return [...cleared, ...reverseChanges(own.filter(({ path }) => !isNewer.has(path))), ...newer];
}

/** What is wanted of a file that an undo put back, when `since` was decided of it after the apply had done `done`. */
function stillWanted(done: Decision | undefined, since: Decision | undefined, move: AppliedMove): Decision | undefined {
  if (since?.kind === 'restore') return undefined; // The undo has brought it back.
  // Said of the file as the apply left it.
  if (!since || since.kind === 'keep') return done && byApply.has(done.kind) ? done : undefined;
  const isFileToo = done?.kind === 'convert' || done?.kind === 'rename';
  if (since.kind === 'relabel' && !isFileToo && standsIn(since.to, move)) return undefined;
  return combineDecisions(done?.kind === 'keep' ? undefined : done, since, '');
}

/** Decisions after whose apply the file is still in the dataset; others were recorded while the apply ran. */
const byApply: ReadonlySet<Decision['kind']> = new Set(['relabel', 'rename', 'convert', 'split']);

/** Whether a file stands in a class after a move, by its row in a table of labels or by its folder; '' is the root. */
export function standsIn(label: string, { to, label: row }: Pick<AppliedMove, 'to' | 'label'>): boolean {
  if (row) return row.after === label;
  const folder = parentOf(to ?? '');
  return folder === label || (label !== '' && folder.endsWith(`/${label}`));
}
