import type { Expected, Relabel, Skipped } from '../../core/plan/plan';
import type { SubsetName } from '../../core/layout';
import type { LabelsLeft } from '../../core/labels/labelsLeft';
import type { LabelChoice } from '../../protocol/labelChoice';
import type { PackedText } from '../findings/packedText';

/** The files of a dataset that look like images, by path below the root. */
export interface LabelImages {
  readonly root: string;
  readonly paths: PackedText;
  /** Folders of the root that are subsets. */
  readonly subsets: readonly (readonly [string, SubsetName])[];
}

export interface ReadAsk extends LabelImages {
  readonly kind: 'read';
  /** Files that may be tables, the likeliest first. */
  readonly candidates: readonly string[];
  /** A person said that labels stand in a table: what is refused is told. */
  readonly wanted: boolean;
  readonly choice: LabelChoice;
}

/** A table that labels images here. */
export interface LabelTableFacts {
  readonly path: string;
  readonly columns: string;
  readonly rows: number;
  /** As a person knows it; absent for UTF-8. */
  readonly encoding?: string;
  readonly content: Expected;
}

export interface LabelsRead {
  readonly tables: readonly LabelTableFacts[];
  readonly names: readonly string[];
  /** For each image its label in `names`; -1: no row, or one without a label. */
  readonly labels: Int32Array;
  /** For each image 0 or 1 + its subset's place in `subsetNames`. */
  readonly subsets: Uint8Array;
  readonly left: readonly LabelsLeft[];
  /** Files that might have been tables, and why they are not; only what a person should know. */
  readonly refused: readonly Skipped[];
}

export const subsetNames = ['train', 'valid', 'test'] as const;

/** What becomes of an image in the tables. */
export interface ImageEdit {
  /** Below the root, as it stands now. */
  readonly path: string;
  /** '' takes the label away. */
  readonly label?: string;
  /** Where the file will stand. */
  readonly to?: string;
  readonly remove?: boolean;
}

/** An image that gets a row. */
export interface ImageAdd {
  readonly path: string;
  readonly label: string;
  /** An image beside whose row it goes, and whose table it goes to. */
  readonly like?: string;
  /** Tables as they were when it had rows, newest first: absolute path of the copy, and the table's own. */
  readonly from?: readonly { readonly copy: string; readonly table: string }[];
}

export interface RewriteAsk extends LabelImages {
  readonly kind: 'rewrite';
  readonly tables: readonly { readonly path: string; readonly content: Expected }[];
  readonly column?: string;
  readonly edits: readonly ImageEdit[];
  readonly adds: readonly ImageAdd[];
  /** Absolute folder for the new contents. */
  readonly staging: string;
}

/** A table's new content. */
export interface StagedTable {
  readonly path: string;
  /** Name in the staging folder. */
  readonly name: string;
  readonly content: Expected;
  readonly replaces: Expected;
  readonly relabels: readonly Relabel[];
  /** Images whose rows it changes, by their present path. */
  readonly images: readonly string[];
}

export interface TablesRewritten {
  readonly tables: readonly StagedTable[];
  readonly skipped: readonly Skipped[];
}

export type LabelsAsk = ReadAsk | RewriteAsk;
export type LabelsReply =
  { readonly result: LabelsRead | TablesRewritten } | { readonly problem: string; readonly isUsers: boolean };
