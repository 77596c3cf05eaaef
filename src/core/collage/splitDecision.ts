import type { Box } from '../boxes';
import type { CutOptions } from './cutOptions';
import type { SheetSettings } from './sheetSettings';

/** One picture on a sheet; padding is added when it is cut. */
export interface SheetPart extends Box {
  /** The class that its crop goes to, wherever the others go; '' is unsorted. */
  readonly label?: string;
  /** Drawn or changed by a person: looking at the sheet anew leaves it as it is. */
  readonly byHand?: boolean;
}

/** Where crops go. `label` '' is unsorted; `path` is a folder below the dataset. */
export type SplitTarget =
  | { readonly kind: 'beside' }
  | { readonly kind: 'class'; readonly label: string }
  | { readonly kind: 'folder'; readonly path: string };

/** What becomes of the sheet once all its crops are there. */
export type SheetFate = 'keep' | 'trash' | 'set-aside';

/** Everything about splitting a sheet that is the same for many of them. */
export interface SplitOptions {
  readonly settings: SheetSettings;
  readonly cut: CutOptions;
  readonly target: SplitTarget;
  readonly sheet: SheetFate;
}

/** Cut these parts out of a collage. Pending until Apply like every decision. */
export interface SplitDecision extends SplitOptions {
  readonly kind: 'split';
  /** In the order of their numbers. */
  readonly parts: readonly SheetPart[];
  /** Boxes that a person took away or put others in place of: looking at the sheet anew does not bring them back. */
  readonly removed?: readonly Box[];
}

/** A crop's origin, kept in the journal: what *Show Source Sheet* and never proposing twice go by. */
export interface CropOrigin {
  /** sha256 of the sheet, hex. */
  readonly hash: string;
  /** Number of the part in its decision, from 1. */
  readonly part: number;
  readonly box: Box;
  readonly settings: SheetSettings;
}

/** True when both cut the same; the order in which their properties were written says nothing. */
export function sameSplit(a: SplitDecision | undefined, b: SplitDecision | undefined): boolean {
  return a === b || canonical(a) === canonical(b);
}

function canonical(value: SplitDecision | undefined): string | undefined {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)))
      : inner,
  );
}

/**
 * What is left of a split after an apply: nothing when all was done; else the parts that were not written, or, when
 * only the sheet is left, what was to become of it.
 */
export function splitLeft(
  decision: SplitDecision,
  /** Numbers of the parts that were written, from 1. */
  written: ReadonlySet<number>,
  isSheetGone: boolean,
): SplitDecision | { readonly kind: 'delete' | 'set-aside'; readonly as: 'sheet' } | undefined {
  const parts = decision.parts.filter((_, i) => !written.has(i + 1));
  if (parts.length > 0) return { ...decision, parts };
  if (decision.sheet === 'keep' || isSheetGone) return undefined;
  return { kind: decision.sheet === 'trash' ? 'delete' : 'set-aside', as: 'sheet' };
}
