import { splitLeft } from '../../../core/collage/splitDecision';
import { newLabel, sameDecision, type Decision, type DecisionChange } from '../../../core/decisions/decision';
import type { DecisionBook } from '../../../core/decisions/decisionBook';
import type { AppliedMove } from '../../../core/decisions/epoch';

/** Said of every image that an apply relabels: one for all of them. */
const rightLabel: Decision = { kind: 'keep', of: 'label' };

/** A decision that an apply was to carry out. */
interface Wanted {
  readonly path: string;
  readonly hash?: string;
  readonly decision: Decision;
}

/**
 * What an apply does to the decisions: those carried out end; an image whose label a person chose is a trusted one at
 * its new place, so that it is not asked about again. Where a new file came in and its original stayed (a crash, a
 * cancel), the original is still to go: as a copy. `decided`: what was recorded of each when the apply began; what a
 * person decided since then stands, at the new place.
 */
export function settleDecisions(
  wanted: readonly Wanted[],
  moves: readonly AppliedMove[],
  book: DecisionBook,
  decided?: ReadonlyMap<string, Decision | undefined>,
): DecisionChange[] {
  const target = new Map(moves.flatMap(({ from, to }) => (from === null ? [] : [[from, to] as const])));
  const made = new Map(
    moves.flatMap((move) => (move.made && move.made.part === undefined ? [[move.made.source, move] as const] : [])),
  );
  const came = new Set(moves.flatMap(({ from, to }) => (from === null && to !== null ? [to] : [])));
  const others = wanted.flatMap(({ path, hash: given, decision }): DecisionChange[] => {
    const recorded = book.recorded(path);
    const hash = given ?? recorded?.hash;
    if (hash === undefined) return [];
    const ended = recorded ? [{ path, hash, before: recorded.decision, after: undefined }] : [];
    switch (decision.kind) {
      case 'split':
        return [];
      case 'restore':
        return came.has(path) ? ended : [];
      case 'convert': {
        const file = made.get(path);
        if (!file?.made || file.to === null) return [];
        const trusted = trust(decision, file.to, file.made.hash);
        if (target.get(path) === null) return [...ended, ...trusted];
        const rest: DecisionChange = { path, hash, before: recorded?.decision, after: { kind: 'delete', as: 'copy' } };
        return [rest, ...trusted];
      }
      default: {
        const to = target.get(path);
        if (to === undefined) return [];
        if (to === null) return ended;
        if (!decided || sameDecision(decided.get(path), recorded?.decision))
          return [...ended, ...trust(decision, to, hash)];
        return recorded ? [...ended, { path: to, hash, before: undefined, after: recorded.decision }] : [];
      }
    }
  });
  return [...splitsCarriedOut(book, moves, decided), ...others];
}

/** What is left of the splits whose crops were written; one that was edited since the apply began stands as it is. */
function splitsCarriedOut(
  book: DecisionBook,
  moves: readonly AppliedMove[],
  before?: ReadonlyMap<string, Decision | undefined>,
): DecisionChange[] {
  const written = new Map<string, Set<number>>();
  for (const { made } of moves)
    if (made?.part !== undefined)
      written.set(made.source, (written.get(made.source) ?? new Set<number>()).add(made.part));
  return [...written].flatMap(([sheet, parts]): DecisionChange[] => {
    const decided = book.recorded(sheet);
    if (!decided) return [];
    const { path, hash, decision } = decided;
    const isGone = moves.some(({ from, to }) => from === sheet && to === null);
    // The numbers of the parts that were written are those of the decision that was carried out.
    if (before && !sameDecision(before.get(sheet), decision))
      return isGone ? [{ path, hash, before: decision, after: undefined }] : [];
    if (decision.kind !== 'split') return [];
    return [{ path, hash, before: decision, after: splitLeft(decision, parts, isGone) }];
  });
}

/** What was decided of files that a restore sent to the trash in favour of their original. */
export function endMade(
  wanted: readonly Wanted[],
  moves: readonly AppliedMove[],
  book: DecisionBook,
): DecisionChange[] {
  const left = new Set(moves.flatMap(({ from, to }) => (from !== null && to === null ? [from] : [])));
  return wanted.flatMap(({ decision }) =>
    (decision.kind === 'restore' ? (decision.made ?? []) : []).flatMap(({ path, hash }) => {
      const before = left.has(path) ? book.get(path, hash) : undefined;
      return before ? [{ path, hash, before }] : [];
    }),
  );
}

function trust(decision: Decision, to: string, hash: string): DecisionChange[] {
  const label = newLabel(decision);
  return label === undefined || label === '' ? [] : [{ path: to, hash, before: undefined, after: rightLabel }];
}
