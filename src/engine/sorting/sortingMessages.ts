import type { HeadScores } from '../model/head/headInput';
import type { Clusters } from './clusters';
import type { Proposals } from './proposals';
import type { Similarity } from './similarity';

interface Embedded {
  /** [n, d] float32 in shared memory. */
  readonly embeddings: Float32Array;
  readonly d: number;
}

/** What a sorting thread is asked, once in its life. */
export type SortingRequest =
  | (Embedded & {
      readonly kind: 'propose';
      readonly labels: Int32Array;
      readonly groups: Int32Array;
      readonly kin?: Int32Array;
      readonly classes: number;
      readonly pile: Int32Array;
      readonly scores: Pick<HeadScores, 'probabilities' | 'outOfSample'>;
    })
  | (Embedded & {
      readonly kind: 'clusters';
      readonly rows: Int32Array;
      readonly groups: Int32Array;
      readonly count: number;
      readonly seed: number;
    })
  | (Embedded & {
      readonly kind: 'similar';
      readonly rows: Int32Array;
      readonly examples: Int32Array;
    });

export type SortingResult<K extends SortingRequest['kind']> = {
  readonly propose: Proposals;
  readonly clusters: Clusters;
  readonly similar: Similarity;
}[K];

export type SortingReply =
  { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly message: string };

export interface SortingThreadData {
  readonly role: 'sorting';
  readonly request: SortingRequest;
}
