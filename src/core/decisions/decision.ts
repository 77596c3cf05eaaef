import { sameSplit, type SplitDecision } from '../collage/splitDecision';

/** Why an image goes when it is not for what it shows: such a one teaches nothing about its kind. */
export const goneAs = ['copy', 'sheet', 'unreadable'] as const;
export type GoneAs = (typeof goneAs)[number];

/** Formats that images are converted to: what every loader takes. */
export const convertFormats = ['png', 'jpeg'] as const;
export type ConvertFormat = (typeof convertFormats)[number];

/** A file that an apply made of an image: relative path and SHA-256 in hex. */
export interface MadeFile {
  readonly path: string;
  readonly hash: string;
}

/** What the user wants for one image. Pending until Apply; keyed by path and content hash (see DecisionBook). */
export type Decision =
  /** `of: 'label'`: only its label was said to be right, as an applied relabel does; its copies are another question. */
  | { readonly kind: 'keep'; readonly of?: 'label' }
  /** `to` is a class; '' moves the image back to the unsorted ones. */
  | { readonly kind: 'relabel'; readonly to: string }
  | { readonly kind: 'delete'; readonly as?: GoneAs }
  | { readonly kind: 'set-aside'; readonly as?: GoneAs }
  /** Written anew in another format; the original goes to the trash. `label`: what a person says it shows. */
  | { readonly kind: 'convert'; readonly format: ConvertFormat; readonly label?: string }
  /** `to` is a file name without folders. `label`: what a person says it shows. */
  | { readonly kind: 'rename'; readonly to: string; readonly label?: string }
  /**
   * Back from the trash or from what was set aside, to `path`: what undoing an applied delete means. `made`: files that
   * an apply made of it, which go to the trash in its stead.
   */
  | { readonly kind: 'restore'; readonly made?: readonly MadeFile[] }
  /** Its parts become images of their own. */
  | SplitDecision;

export type DecisionKind = Decision['kind'];

/** Decision codes as they travel in columns (`Uint8Array`); 0 means undecided. */
export const decisionCodes = {
  none: 0,
  keep: 1,
  relabel: 2,
  delete: 3,
  'set-aside': 4,
  restore: 5,
  convert: 6,
  rename: 7,
  split: 8,
} as const;

export type DecisionCode = (typeof decisionCodes)[keyof typeof decisionCodes];

export function decisionCode(decision: Decision | undefined): DecisionCode {
  return decision ? decisionCodes[decision.kind] : decisionCodes.none;
}

/** True when applying the decision changes a file; a keep only records that the image is right. */
export function changesFiles(decision: Decision): boolean {
  return decision.kind !== 'keep';
}

/** Why an image goes when it is not for what it shows. */
export function goneAsOf(decision: Decision | undefined): GoneAs | undefined {
  return decision?.kind === 'delete' || decision?.kind === 'set-aside' ? decision.as : undefined;
}

/** True for what is thrown out because of what it shows: the likes of it are likely rejects. */
export function isReject(decision: Decision | undefined): boolean {
  return (decision?.kind === 'delete' || decision?.kind === 'set-aside') && goneAsOf(decision) === undefined;
}

/** True for a keep that says only that the label is right. */
export function isOfLabelAlone(decision: Decision | undefined): boolean {
  return decision?.kind === 'keep' && decision.of === 'label';
}

/**
 * The class that a decision gives its image, '' for unsorted; undefined where it says nothing about the label (a keep
 * says that the given one is right).
 */
export function newLabel(decision: Decision | undefined): string | undefined {
  switch (decision?.kind) {
    case 'relabel':
      return decision.to;
    case 'convert':
    case 'rename':
      return decision.label;
    default:
      return undefined;
  }
}

/**
 * What a decision says about the label alone: converting or renaming a file says nothing about it, unless a person said
 * what it shows as well. `given` is the class where the image stands, '' for unsorted.
 */
export function labelDecision(decision: Decision | undefined, given: string): Decision | undefined {
  if (decision?.kind !== 'convert' && decision?.kind !== 'rename') return decision;
  if (decision.label === undefined) return undefined;
  return decision.label === given ? { kind: 'keep' } : { kind: 'relabel', to: decision.label };
}

/** True when both mean the same for the file and its label, whatever the reason. */
export function sameOutcome(a: Decision | undefined, b: Decision | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (newLabel(a) !== newLabel(b)) return false;
  if (a.kind === 'convert') return b.kind === 'convert' && a.format === b.format;
  if (a.kind === 'rename') return b.kind === 'rename' && a.to === b.to;
  if (a.kind === 'split') return b.kind === 'split' && sameSplit(a, b);
  if (a.kind !== 'restore' || b.kind !== 'restore') return a.kind === b.kind;
  const made = new Set(a.made?.map(madeKey));
  return made.size === (b.made?.length ?? 0) && (b.made ?? []).every((file) => made.has(madeKey(file)));
}

function madeKey({ path, hash }: MadeFile): string {
  return `${hash} ${path}`;
}

/**
 * What an image is decided to be when `next` comes after `before`. What is decided of the file (convert, rename) and of
 * its label (keep, relabel) holds together; all else replaces. `given` is the class where it stands, '' for unsorted.
 */
export function combineDecisions(
  before: Decision | undefined,
  next: Decision | undefined,
  given: string,
): Decision | undefined {
  const labelOf = (decision: Decision | undefined): string | undefined =>
    decision?.kind === 'keep' ? given : newLabel(decision);
  if (next?.kind === 'convert' || next?.kind === 'rename') {
    const label = labelOf(next) ?? labelOf(before);
    return label === undefined ? next : { ...next, label };
  }
  const isOfFile = before?.kind === 'convert' || before?.kind === 'rename';
  const label = labelOf(next);
  return isOfFile && label !== undefined ? { ...before, label } : next;
}

/** A decision as the inspector says it, e.g. "convert to PNG, relabel to dog". */
export function decisionInWords(decision: Decision, given: string): string {
  const about = labelDecision(decision, given);
  const label = about?.kind === 'relabel' ? `relabel to ${about.to || 'unsorted'}` : about?.kind;
  switch (decision.kind) {
    case 'convert':
    case 'rename': {
      const file = decision.kind === 'convert' ? decision.format.toUpperCase() : decision.to;
      return [`${decision.kind} to ${file}`, ...(label === undefined ? [] : [label])].join(', ');
    }
    case 'split':
      return `split into ${decision.parts.length}`;
    default:
      return label ?? decision.kind;
  }
}

export function sameDecision(a: Decision | undefined, b: Decision | undefined): boolean {
  return sameOutcome(a, b) && isReject(a) === isReject(b) && isOfLabel(a) === isOfLabel(b);
}

function isOfLabel(decision: Decision | undefined): boolean {
  return decision?.kind === 'keep' && decision.of === 'label';
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
    case 'convert':
      return `Convert ${what} to ${decision.format.toUpperCase()}`;
    case 'rename':
      return `Rename ${what}`;
    case 'restore':
      return `Restore ${what}`;
    case 'split':
      return `Split ${images === 1 ? 'Collage' : `${images} Collages`}`;
  }
}
