/** Why an image goes when it is not for what it shows: such a one teaches nothing about its kind. */
export const goneAs = ['copy', 'sheet', 'unreadable'] as const;
export type GoneAs = (typeof goneAs)[number];

/** What the user wants for one image. Pending until Apply; keyed by path and content hash (see DecisionBook). */
export type Decision =
  | { readonly kind: 'keep' }
  /** `to` is a class; '' moves the image back to the unsorted ones. */
  | { readonly kind: 'relabel'; readonly to: string }
  | { readonly kind: 'delete'; readonly as?: GoneAs }
  | { readonly kind: 'set-aside'; readonly as?: GoneAs }
  /** Back from the trash or from what was set aside, to `path`: what undoing an applied delete means. */
  | { readonly kind: 'restore' };

export type DecisionKind = Decision['kind'];

/** Decision codes as they travel in columns (`Uint8Array`); 0 means undecided. */
export const decisionCodes = { none: 0, keep: 1, relabel: 2, delete: 3, 'set-aside': 4, restore: 5 } as const;

export type DecisionCode = (typeof decisionCodes)[keyof typeof decisionCodes];

export function decisionCode(decision: Decision | undefined): DecisionCode {
  return decision ? decisionCodes[decision.kind] : decisionCodes.none;
}

/** True when applying the decision changes a file; a keep only records that the image is right. */
export function changesFiles(decision: Decision): boolean {
  return decision.kind !== 'keep';
}

/** True for what is thrown out because of what it shows: the likes of it are likely rejects. */
export function isReject(decision: Decision | undefined): boolean {
  return (decision?.kind === 'delete' || decision?.kind === 'set-aside') && decision.as === undefined;
}

/** True when both mean the same for the file, whatever the reason. */
export function sameOutcome(a: Decision | undefined, b: Decision | undefined): boolean {
  if (a?.kind !== b?.kind) return false;
  return a?.kind !== 'relabel' || b?.kind !== 'relabel' || a.to === b.to;
}

export function sameDecision(a: Decision | undefined, b: Decision | undefined): boolean {
  return sameOutcome(a, b) && isReject(a) === isReject(b);
}

/** One image's decision before and after an edit; an edit is reversed by exchanging the two. */
export interface DecisionChange {
  readonly path: string;
  readonly hash: string;
  /** Absent: undecided. */
  readonly before?: Decision;
  readonly after?: Decision;
}

export function reverseChanges(changes: readonly DecisionChange[]): DecisionChange[] {
  return changes.map(({ path, hash, before, after }) => ({ path, hash, before: after, after: before })).reverse();
}

/** A short label for VS Code's undo stack, e.g. "Relabel 3 Images to dog". */
export function editLabel(decision: Decision | undefined, images: number): string {
  const what = images === 1 ? 'Image' : `${images} Images`;
  switch (decision?.kind) {
    case undefined:
      return `Clear Decision on ${what}`;
    case 'keep':
      return `Keep ${what}`;
    case 'relabel':
      return decision.to === '' ? `Move ${what} to Unsorted` : `Relabel ${what} to ${decision.to}`;
    case 'delete':
      return `Delete ${what}`;
    case 'set-aside':
      return `Set ${what} Aside`;
    case 'restore':
      return `Restore ${what}`;
  }
}
