/** What sorting a pile, looking for more of a kind, and knowing when to stop answer. Rows are those of the dataset. */

/** Clusters of images that have no label yet. */
export interface PileClusters {
  /** The larger ones first. */
  readonly clusters: readonly PileCluster[];
  /** Rows drawn at random whatever their cluster, one for about four representatives, so that rare kinds are met. */
  readonly random: Uint32Array;
  readonly images: number;
}

export interface PileCluster {
  /** All its rows, the most typical first, near-copies behind what they copy. */
  readonly rows: Uint32Array;
  /** A few unlike each other to show, the most typical first. */
  readonly representatives: Uint32Array;
  /** Rows that are near-copies of others in it. */
  readonly copies: number;
}

/** Where the line between accepted and not is wanted. */
export type SortLine =
  | { readonly kind: 'precision'; readonly precision: number }
  | { readonly kind: 'threshold'; readonly confidence: number };

/** Proposed classes for the unsorted, undecided images. */
export interface PileProposals {
  /** Above the line, the surest first: what accepting would label. */
  readonly accepted: Uint32Array;
  /** A random strip of those just above the line, to be looked at before they are accepted. */
  readonly strip: Uint32Array;
  /** Below the line: the least certain first, every fifth at random. The unknown ones are last. */
  readonly uncertain: Uint32Array;
  /** Far from every class: held back, never above the line. */
  readonly unknown: Uint32Array;
  /** Confidence of the last accepted image; 1 when there is none. */
  readonly threshold: number;
  /** Precision to be counted on among the accepted, 0 to 1; NaN when there are none. */
  readonly precision: number;
  /** What is proposed for each image that was judged: class by the summary's index, and the chance that it is right. */
  readonly proposed: {
    readonly rows: Uint32Array;
    readonly classes: Int32Array;
    readonly confidence: Float32Array;
  };
  /** Accepted images of each class, by the summary's class index. */
  readonly perClass: Uint32Array;
  /** What other target precisions would accept: pairs (precision, images), the highest precision first. */
  readonly curve: readonly { readonly precision: number; readonly images: number }[];
  /** Labelled images that the judgement rests on. */
  readonly examples: number;
  /** Without so many the precision that was asked for cannot be promised, and nothing is above the line. */
  readonly examplesNeeded: number;
}

/** How far the sorting of a pile has come. */
export interface PileState {
  /** Unsorted images without a decision. */
  readonly left: number;
  /** Images with a label as decided, by the summary's class index. */
  readonly labelled: Uint32Array;
}

/** How like the pointed-at images all others are: sort by `similarity`, narrow with `similarity:>=0.6`. */
export interface MoreLikeThese {
  /** Undecided images by similarity in equal bins from 0 to 1. */
  readonly histogram: Uint32Array;
  /** A first threshold for the slider. */
  readonly suggested: number;
  /** Undecided images at or above it. */
  readonly found: number;
}

/** How far a review has come, for one class or one query. */
export interface ReviewProgress {
  /** Class name; undefined for the whole query. */
  readonly name?: string;
  readonly images: number;
  readonly reviewed: number;
  /** Reviewed images whose label was wrong (relabelled, deleted, set aside), applied ones included. */
  readonly found: number;
  /** Wrong labels estimated among the images not reviewed, with a 90 % interval, whole images. */
  readonly left: number;
  readonly low: number;
  readonly high: number;
}

export interface ReviewReport {
  readonly whole: ReviewProgress;
  readonly classes: readonly ReviewProgress[];
}

/** What a spot check has shown so far; bounds of the error rate among the images that it was drawn from. */
export interface SpotCheck {
  /** Images drawn. */
  readonly images: number;
  /** Of them decided by now. */
  readonly checked: number;
  readonly errors: number;
  /** One-sided, with 95 % confidence: the error rate is not above it. 1 before anything was checked. */
  readonly upperBound: number;
  /** How many of the images that it was drawn from are not checked, and how many of these are wrong at most. */
  readonly rest: number;
  readonly atMost: number;
}
