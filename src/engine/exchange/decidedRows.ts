import type { DecisionBook } from '../../core/decisions/decisionBook';
import type { Decision } from '../../core/decisions/decision';
import type { Epoch } from '../../core/decisions/epoch';
import { splitName } from '../../core/freeName';
import { nameOf } from '../../core/relativePath';
import type { TrashEntry } from '../changes/restore/trash';
import type { DecisionRow } from './decisionTable';

export interface DecidedInput {
  readonly book: Pick<DecisionBook, 'entries'>;
  /** The label that a path means, '' for unsorted. */
  readonly labelOf: (path: string) => string;
}

export interface CarriedOutInput extends DecidedInput {
  readonly epochs: readonly Epoch[];
  /** The label that the image had which stood at a path before the first apply. */
  readonly labelBefore: (path: string) => string;
  /** Files in the trash and set aside. */
  readonly kept: readonly TrashEntry[];
  /** Present path -> path before the first apply. */
  readonly origins: ReadonlyMap<string, string>;
  /** The images of the dataset as it is now. */
  readonly images: readonly { readonly path: string; readonly hash: string }[];
}

/** The decisions that are recorded, by path. */
export function recordedRows({ book, labelOf }: DecidedInput): DecisionRow[] {
  return sorted(
    [...book.entries()].map(({ path, hash, decision }) => ({ path, hash, given: labelOf(path), decision })),
  );
}

/**
 * Everything decided since the beginning, as decisions about the dataset as it was then: what was relabelled, deleted
 * and set aside by earlier applies, and on top of it what is recorded now. For another copy of the data.
 */
export function allRows(input: CarriedOutInput): DecisionRow[] {
  const { book, labelOf, labelBefore, kept, origins, images } = input;
  const rows = new Map<string, DecisionRow>();
  const put = (path: string, hash: string, decision: Decision): void => {
    rows.set(keyOf(path, hash), { path, hash, given: labelBefore(path), decision });
  };
  for (const { path, hash, decision } of removedByEpochs(input)) put(path, hash, decision);
  for (const { path, hash, place, isSidecar } of kept) {
    const kind = place === 'trash' ? 'delete' : 'set-aside';
    // The journal does not know why; the decision that an apply carried out does.
    if (!isSidecar && rows.get(keyOf(path, hash))?.decision.kind !== kind) put(path, hash, { kind });
  }
  for (const { path, hash, decision } of convertedByEpochs(input)) put(path, hash, decision);
  for (const { path, hash } of images) {
    const origin = origins.get(path) ?? path;
    const label = labelBefore(origin) === labelOf(path) ? undefined : labelOf(path);
    if (endingOf(origin) !== endingOf(path))
      put(origin, hash, { kind: 'rename', to: nameOf(path), ...(label !== undefined && { label }) });
    else if (label !== undefined) put(origin, hash, { kind: 'relabel', to: label });
  }
  for (const { path, hash, decision } of book.entries()) {
    const origin = origins.get(path) ?? path;
    if (decision.kind === 'restore') rows.delete(keyOf(path, hash));
    else put(origin, hash, fromOrigin(decision, labelBefore(origin), labelOf(path)));
  }
  return sorted([...rows.values()]);
}

/** A decision on an image that stands in `present`, as one about it when it stood in `origin`. */
function fromOrigin(decision: Decision, origin: string, present: string): Decision {
  // The copy has it in its old class.
  if (decision.kind === 'convert' || decision.kind === 'rename')
    return decision.label !== undefined || origin === present ? decision : { ...decision, label: present };
  const label = decision.kind === 'relabel' ? decision.to : decision.kind === 'keep' ? present : undefined;
  if (label === undefined) return decision;
  return label === origin ? { kind: 'keep' } : { kind: 'relabel', to: label };
}

/** What applies took out of the dataset and no undo or restore brought back, also when the trash was emptied since. */
function removedByEpochs({ epochs, images }: CarriedOutInput): { path: string; hash: string; decision: Decision }[] {
  const removed = new Map<string, { path: string; hash: string; decision: Decision }>();
  const returned = new Set<string>();
  for (const { changes, moves } of epochs) {
    const left = new Set(moves.filter(({ to }) => to === null).map(({ from }) => from));
    for (const { path, hash, before, after } of changes)
      if (!after && left.has(path) && (before?.kind === 'delete' || before?.kind === 'set-aside'))
        removed.set(keyOf(path, hash), { path, hash, decision: before });
    for (const { from, to } of moves) if (from === null && to !== null) returned.add(to);
  }
  // One that came back stands where it was put; a restore to a taken name gave it another one.
  const back = new Set(images.filter(({ path }) => returned.has(path)).map(({ hash }) => hash));
  return [...removed.values()].filter(({ hash }) => !back.has(hash));
}

/** Images whose new file stands in the dataset; their originals are in the trash, or were. */
function convertedByEpochs({ epochs, images }: CarriedOutInput): { path: string; hash: string; decision: Decision }[] {
  const present = new Set(images.map(({ hash }) => hash));
  return epochs.flatMap(({ changes, moves }) => {
    const made = new Map(moves.flatMap((move) => (move.made ? [[move.made.source, move.made.hash] as const] : [])));
    return changes.flatMap(({ path, hash, before, after }) => {
      const isConverted = before?.kind === 'convert' && !after && present.has(made.get(path) ?? '');
      return isConverted ? [{ path, hash, decision: before }] : [];
    });
  });
}

function endingOf(path: string): string {
  return splitName(nameOf(path)).ending;
}

function keyOf(path: string, hash: string): string {
  return `${hash} ${path}`;
}

function sorted(rows: DecisionRow[]): DecisionRow[] {
  return rows.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
