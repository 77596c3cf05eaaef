import type { HeadInput, HeadScores, HeadUpdate } from './headInput';

/** What HeadFitter sends its thread. */
export type HeadRequest =
  | { readonly kind: 'fit'; readonly id: number; readonly input: HeadInput }
  | { readonly kind: 'update'; readonly id: number; readonly update: HeadUpdate };

/** What the thread answers, once per request. */
export type HeadReply =
  | { readonly kind: 'scores'; readonly id: number; readonly scores: HeadScores; readonly milliseconds: number }
  | { readonly kind: 'cancelled'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly name: string; readonly message: string };

/** What the fitting thread is started with. */
export interface FitThreadData {
  readonly role: 'fit';
  readonly threads: number;
  /** One cell: the number of the newest request; work for an older one stops at its next checkpoint. */
  readonly wanted: Int32Array;
}
