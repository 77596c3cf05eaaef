import type { DatasetSummary } from './dataset';
import type { FindingsSummary } from './findings';
import type { TrainingNews } from './trainingRequests';

/** Work that takes longer than a moment; one task at a time per kind. `total` 0: not known yet. */
export interface TaskProgress {
  readonly task:
    | 'scan'
    | 'index'
    | 'rank'
    | 'convert'
    | 'apply'
    | 'undo'
    | 'restore'
    | 'empty'
    | 'draw'
    | 'split'
    | 'collages'
    | 'decode'
    | 'train'
    | 'map'
    | 'embed'
    | 'fetch'
    | 'search'
    | 'unpack'
    | 'merge'
    | 'tag'
    | 'copy';
  readonly done: number;
  readonly total: number;
  /** Items a second, and seconds left; absent until they can be told. */
  readonly rate?: number;
  readonly secondsLeft?: number;
  readonly finished: boolean;
}

export interface EngineMessage {
  readonly severity: 'info' | 'warning' | 'error';
  /** What happened and what to do next. */
  readonly text: string;
}

/** What the engine tells everybody who looks at a dataset, without being asked. */
export type DatasetEvent =
  | { readonly kind: 'summary'; readonly summary: DatasetSummary }
  | { readonly kind: 'progress'; readonly progress: TaskProgress }
  | { readonly kind: 'message'; readonly message: EngineMessage }
  /** Rows whose thumbnail, scores or decision changed: the page asks again for those that it shows. */
  | { readonly kind: 'rows'; readonly rows: Uint32Array | 'all'; readonly what: 'scores' | 'decisions' | 'images' }
  /** Images appeared or went: the page offers to run its query again. */
  | { readonly kind: 'membership' }
  /** How many images of the page's view a re-order would move. */
  | { readonly kind: 'would-move'; readonly count: number }
  /** Findings were looked for, or are being: the numbers beside the kinds. */
  | { readonly kind: 'findings'; readonly findings: FindingsSummary }
  /** A network is being trained. */
  | { readonly kind: 'training'; readonly news: TrainingNews };
