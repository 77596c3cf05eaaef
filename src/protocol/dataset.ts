import type { SourceSheet } from './collages';
import type { DecisionKind } from '../core/decisions/decision';
import type { PredictionsState } from './predictions';
import type { HistoryEntry } from '../core/decisions/decisionHistory';

/** A dataset as the page sees it; sent whole when opened and after every change of counts. */
export interface DatasetSummary {
  readonly id: string;
  readonly name: string;
  readonly root: string;
  /** The layout as understood, in words: "classes", "subsets (train, valid)", "pile". */
  readonly layout: string;
  readonly classes: readonly ClassSummary[];
  readonly subsets: readonly { readonly name: string; readonly images: number }[];
  readonly images: number;
  readonly unsorted: number;
  readonly suspicious: number;
  readonly unreadable: number;
  readonly skipped: number;
  /** Images with any decision. */
  readonly reviewed: number;
  readonly pending: Readonly<Record<DecisionKind, number>>;
  readonly ranking: RankingState;
  /** False when there are decisions that the last save does not hold. */
  readonly saved: boolean;
  readonly canUndoApply: boolean;
  /** Queries to come back to, the newest last. */
  readonly savedQueries: readonly string[];
  /** Search terms and hosts that images came from, the commonest first. */
  readonly sources: readonly string[];
  /** The user's own predictions, where they were chosen to rank. */
  readonly predictions?: PredictionsState;
}

/** A file that is not shown as an image; `path` is relative to the dataset. */
export interface LeftOutFile {
  readonly path: string;
  readonly reason: string;
}

export interface ClassSummary {
  readonly name: string;
  readonly images: number;
  readonly suspicious: number;
  readonly pending: number;
  /** Images of other classes, or of none, that are decided to go to this one. */
  readonly coming: number;
  /** The pinned digit (1 to 9, then 0), or none. It never shifts when counts change. */
  readonly digit?: number;
}

export type RankingState =
  | { readonly kind: 'none'; readonly reason: string }
  /** `model`: the scores are of the model that was used before; the new one is still embedding. */
  | { readonly kind: 'stale'; readonly because?: 'model' }
  | { readonly kind: 'fitting' }
  | { readonly kind: 'fitted'; readonly at: number; readonly seconds: number };

/**
 * What the grid shows of some rows, as columns: element i belongs to `rows[i]`.
 * A row is a number that names one image for as long as the dataset is open.
 */
export interface RowColumns {
  readonly rows: Uint32Array;
  readonly paths: readonly string[];
  /** Index into the summary's classes; -1 is unsorted. */
  readonly given: Int32Array;
  /** Index into the summary's classes; -1 before the first ranking. */
  readonly predicted: Int32Array;
  /** Probability of `predicted`, 0 to 1; NaN before the first ranking. */
  readonly confidence: Float32Array;
  /** (pGiven - highest other + 1) / 2, 0 to 1, low is suspicious; NaN before the first ranking. */
  readonly margin: Float32Array;
  /** Bits of `rowFlags`. */
  readonly flags: Uint8Array;
  /** `decisionCodes`. */
  readonly decision: Uint8Array;
  /** Index of the class that a decision names; of a keep where it says nothing but that this one is right; -1 otherwise. */
  readonly target: Int32Array;
  /** Into how many images a pending split cuts it; 0 otherwise. */
  readonly parts: Uint32Array;
}

export const rowFlags = { suspicious: 1, outOfSample: 2, unreadable: 4, missing: 8, indexed: 16 } as const;

/** `reject`: most like what was thrown out first. `similarity`: most like the images last pointed at first. */
export type SortKey = 'suspicion' | 'margin' | 'loss' | 'confidence' | 'reject' | 'similarity' | 'name';

/** What the images of a query are brought together by. */
export const groupings = ['none', 'class', 'predicted', 'finding', 'source', 'decision'] as const;
export type Grouping = (typeof groupings)[number];

/** The answer to a query: the rows in order. Its order holds until the page asks again. */
export interface View {
  readonly order: Uint32Array;
  /** Words of the query that were not understood, said to the user. */
  readonly notes: readonly string[];
  /** Where each group begins in `order`, when grouping was asked for; the first begins at 0. */
  readonly groups?: readonly { readonly label: string; readonly start: number }[];
}

/** Thumbnails of some rows, packed: image i is bytes[offsets[i] .. offsets[i + 1]); empty when there is none yet. */
export interface PackedImages {
  readonly rows: Uint32Array;
  readonly bytes: Uint8Array;
  /** [n + 1] */
  readonly offsets: Uint32Array;
}

/** Where an image came from before it lay in its folder. */
export interface Origin {
  /** What was searched for. */
  readonly term?: string;
  readonly host?: string;
  readonly url?: string;
  /** Sheet that it was cut out of, where that stood then. */
  readonly sheet?: string;
}

export interface ImageDetails {
  readonly row: number;
  readonly path: string;
  readonly absolutePath: string;
  readonly given?: string;
  readonly subset?: string;
  readonly decision?: string;
  readonly status: 'indexed' | 'waiting' | 'unreadable' | 'missing';
  readonly reason?: string;
  readonly format?: string;
  readonly width?: number;
  readonly height?: number;
  readonly bytes: number;
  readonly modified: number;
  readonly hash?: string;
  /** Class probabilities, most likely first (at most 8). */
  readonly distribution: readonly { readonly name: string; readonly probability: number }[];
  readonly outOfSample: boolean;
  readonly loss?: number;
  readonly margin?: number;
  /** Why the image stands here, in words. */
  readonly why: readonly string[];
  /** What was decided about it so far, oldest first. */
  readonly history: readonly HistoryEntry[];
  /** The sheet that it was cut out of. */
  readonly source?: SourceSheet;
  /** What an import or a split noted of where its content came from. */
  readonly origins: readonly Origin[];
}

export interface PlanPreview {
  readonly counts: Readonly<Record<DecisionKind, number>>;
  /** The first 500 operations, in words a person can check. */
  readonly operations: readonly {
    readonly kind: 'move' | 'relabel' | 'trash' | 'set-aside' | 'restore' | 'copy-in' | 'convert';
    readonly from: string;
    readonly to: string;
  }[];
  readonly total: number;
  /** How many of them are new images that are cut out of sheets. */
  readonly crops: number;
  /** How many of them are labels that a table says anew; no file moves for them. */
  readonly relabels: number;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

export interface ApplyOutcome {
  readonly applied: number;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly journal?: string;
  readonly cancelled: boolean;
}

export interface UndoOutcome {
  readonly undone: number;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** The undo's own entry in the journal; absent when there was nothing to undo. */
  readonly journal?: string;
}

/** The first images that a query finds, by path. */
export interface ImageList {
  readonly total: number;
  readonly images: readonly {
    readonly path: string;
    readonly given?: string;
    readonly predicted?: string;
    /** Probability of `predicted`; absent before the first ranking. */
    readonly confidence?: number;
    readonly margin?: number;
    readonly suspicious: boolean;
    readonly decision?: string;
  }[];
  /** Words of the query that were not understood. */
  readonly notes: readonly string[];
}
