import type { FindingKind, FindingState, FindingType, Proposal } from '../core/findings/finding';
import type { ThresholdKey, ThresholdMeaning } from '../core/findings/findingSettings';

/** How many findings there are, by kind and type; told with every `findings` event. */
export interface FindingsSummary {
  /** `none`: not looked for yet; `computing`: the numbers are those of before. */
  readonly state: 'none' | 'computing' | 'computed';
  readonly kinds: readonly FindingKindSummary[];
}

export interface FindingKindSummary {
  readonly kind: FindingKind;
  readonly type?: FindingType;
  /** What is left to do; the number beside the kind. */
  readonly open: number;
  /** All their images are decided on. */
  readonly pending: number;
  readonly kept: number;
  readonly dismissed: number;
  /** Images that the query `is:` finds. */
  readonly images: number;
  /** A fault of quality of more than a tenth of all images: a property of the set rather than of its images. */
  readonly isProperty: boolean;
  /** Shows its images in the grid. */
  readonly query: string;
}

/** One finding by what it is about: the engine acts on it only while it still is about these rows. */
export interface FindingRef {
  readonly kind: FindingKind;
  readonly type?: FindingType;
  readonly images: readonly number[];
}

export interface FindingItem extends FindingRef {
  readonly score: number;
  /** Why these images are here, with the numbers and the threshold. */
  readonly explanation: string;
  readonly state: FindingState;
  /** Rows in `images` of the proposal are those of the dataset. */
  readonly proposal?: Proposal;
  /** Of a label issue: images of the suggested class that are most like it, the most alike first. */
  readonly neighbours?: readonly number[];
}

export interface FindingsPage {
  /** Findings of the kind and states asked for, on all pages. */
  readonly total: number;
  readonly findings: readonly FindingItem[];
}

/** Another image and how like it is, cosine of the embeddings, -1 to 1. */
export interface LikeImage {
  readonly row: number;
  readonly cosine: number;
}

/** What stands around one image, for the inspector. */
export interface ImageContext {
  readonly findings: readonly (FindingRef & Pick<FindingItem, 'explanation' | 'state'>)[];
  /** The images of its own class most like it, the most alike first. */
  readonly given: readonly LikeImage[];
  /** The same in the class that the model suggests, where that is another. */
  readonly suggested: readonly LikeImage[];
}

/** What accepting could not turn into decisions. */
export interface Unaccepted {
  /** Only a person can tell which is right. */
  readonly asked: number;
  /** Nothing that a decision could do. */
  readonly other: number;
  /** Found anew with other images since they were shown. */
  readonly stale: number;
}

/** A slider: what is compared, where it stands, and how the scores lie. */
export interface Threshold extends ThresholdMeaning {
  readonly key: ThresholdKey;
  readonly value: number;
  /** Scores between `low` and `high` in equal steps; what lies beyond an end is counted there. */
  readonly bins: Uint32Array;
}

/** Copies of images of the dataset in a folder that is only read. Paths are relative to dataset and folder. */
export interface Comparison {
  readonly groups: readonly {
    readonly kind: 'bytes' | 'pixels' | 'near';
    readonly rows: readonly number[];
    readonly paths: readonly string[];
    /** Of each row, whether it stands in a protected folder, from which nothing is proposed for removal. */
    readonly keep: readonly boolean[];
    readonly reference: readonly string[];
    readonly crossLabel: boolean;
  }[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
  /** How many images here were compared with how many there. */
  readonly compared: { readonly images: number; readonly with: number };
}

/** Given label against the label that a model predicts which did not train on the image. */
export interface ConfusionMatrix {
  readonly classes: readonly string[];
  /** Images of each class that were ranked. */
  readonly totals: readonly number[];
  /** Cells that are not empty, most images first. */
  readonly cells: readonly {
    readonly given: number;
    readonly predicted: number;
    readonly images: number;
    readonly suspicious: number;
    /** Shows just these images. */
    readonly query: string;
  }[];
  /** Cells left out because there are too many; 0 nearly always. */
  readonly cellsLeftOut: number;
}

export interface ClassHealth {
  readonly classes: readonly { readonly name: string; readonly images: number; readonly share: number }[];
  /** Classes with less than a tenth of an even share. */
  readonly rare: readonly { readonly name: string; readonly images: number; readonly explanation: string }[];
  /** Pairs that the model keeps confusing, with the merge that would end it; the worst first. */
  readonly overlapping: readonly {
    readonly from: string;
    readonly to: string;
    /** Share of the images of both that are taken for the other. */
    readonly confused: number;
    readonly explanation: string;
    /** Finds what a merge would relabel. */
    readonly query: string;
  }[];
  /** Folders that hold no image, relative to the root. */
  readonly empty: readonly string[];
  readonly similarNames: readonly { readonly names: readonly string[]; readonly explanation: string }[];
}

export interface Source {
  readonly by: 'folder' | 'prefix' | 'term' | 'host' | 'sheet';
  readonly name: string;
  readonly query: string;
  readonly images: number;
  readonly deleted: number;
  readonly relabelled: number;
  readonly suspicious: number;
  readonly copies: number;
}
