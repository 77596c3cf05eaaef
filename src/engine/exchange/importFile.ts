import type { Decision } from '../../core/decisions/decision';

/** One line of a file that is imported. */
export interface ImportEntry {
  /** Line in a table, number in a plan; 1 is the first. */
  readonly line: number;
  /** As it is written there: not yet checked, and nothing is ever opened by it. */
  readonly path: string;
  /** SHA-256 of the image that was decided on, in hex; undefined where the file does not say. */
  readonly hash?: string;
  readonly wanted: WantedDecision;
}

/** `label`: the image stays, with this label ('' unsorted), whatever label it has now. */
export type WantedDecision = Decision | { readonly kind: 'label'; readonly label: string };

export type ImportFormat = 'decisions' | 'cleaned' | 'plan';

export interface ImportFile {
  readonly format: ImportFormat;
  readonly entries: readonly ImportEntry[];
  /** What was passed over, in sentences. */
  readonly notes: readonly string[];
}
