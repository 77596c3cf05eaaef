/** What a report tells of a dataset; names and paths as they are, to be escaped where they are shown. */
export interface ReportFacts {
  readonly name: string;
  /** ISO 8601. */
  readonly when: string;
  readonly layout: string;
  readonly model: string;
  /** The name of the user's own predictions, where they ranked. */
  readonly judge?: string;
  readonly images: number;
  readonly unsorted: number;
  readonly suspicious: number;
  readonly unreadable: number;
  readonly skipped: number;
  readonly reviewed: number;
  readonly subsets: readonly { readonly name: string; readonly images: number }[];
  readonly classes: readonly { readonly name: string; readonly images: number; readonly suspicious: number }[];
  /** Why nothing was ranked, where nothing was. */
  readonly unranked?: string;
  readonly review?: ReviewFacts;
  readonly matrix?: MatrixFacts;
  readonly map?: MapFacts;
  readonly worst: readonly WorstImage[];
  readonly findings: readonly FindingFacts[];
  readonly pending: readonly { readonly what: string; readonly images: number }[];
  readonly applies: readonly { readonly when: string; readonly applied: number; readonly undone: boolean }[];
}

interface ReviewFacts {
  readonly reviewed: number;
  readonly found: number;
  /** Wrong labels estimated among what was not reviewed, with a 90 % interval. */
  readonly left: number;
  readonly low: number;
  readonly high: number;
}

export interface MatrixFacts {
  readonly classes: readonly string[];
  readonly totals: readonly number[];
  readonly cells: readonly { readonly given: number; readonly predicted: number; readonly images: number }[];
}

interface MapFacts {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Class index, -1 unsorted. */
  readonly given: Int32Array;
}

export interface WorstImage {
  readonly path: string;
  readonly given: string;
  readonly suggested: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** Data URL of its thumbnail; absent where there is none. */
  readonly picture?: string;
}

interface FindingFacts {
  readonly name: string;
  readonly open: number;
  readonly pending: number;
  readonly kept: number;
  readonly dismissed: number;
}
