import type { SampleOptions } from './sampleOptions';
import type { SampleProgress, SampleResult } from './writeSampleDataset';

/** From the engine to the sample process. */
export type SampleRequest =
  { readonly kind: 'start'; readonly folder: string; readonly options: SampleOptions } | { readonly kind: 'cancel' };

/** From the sample process to the engine. */
export type SampleReply =
  | { readonly kind: 'progress'; readonly progress: SampleProgress }
  | { readonly kind: 'done'; readonly result: SampleResult }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string; readonly byUser: boolean };
