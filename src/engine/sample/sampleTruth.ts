import type { SampleClass, Subject } from './subject';

/** What is wrong with a file of the sample. */
export type Flaw =
  /** The image shows another class than its folder's. */
  | { readonly kind: 'wrong-label' }
  /** The image shows none of the classes. */
  | { readonly kind: 'garbage' }
  /** The same bytes as the file `of`. */
  | { readonly kind: 'exact-copy'; readonly of: string }
  /** The file `of`, encoded again, resized, cropped or brightened. */
  | { readonly kind: 'near-copy'; readonly of: string }
  | { readonly kind: 'quality'; readonly type: 'dark' | 'bright' | 'blurry' }
  /** The file ends in the middle of the image. */
  | { readonly kind: 'truncated' }
  /** A PNG called `.jpg`. */
  | { readonly kind: 'wrong-ending' }
  /** A sheet of many small pictures. */
  | { readonly kind: 'collage' };

export interface SampleImage {
  /** Relative to the dataset's folder, `/` between. */
  readonly path: string;
  /** The class folder it stands in; undefined: unsorted. */
  readonly given: SampleClass | undefined;
  readonly subset: 'train' | 'valid' | undefined;
  /** What the image really shows. */
  readonly shows: Subject;
  readonly flaw: Flaw | undefined;
}

/** A box in pixels of the sheet. */
export type Box = readonly [x: number, y: number, width: number, height: number];

/** What was written, and everything that a cleaner should find. Never stored within the dataset. */
export interface SampleTruth {
  readonly seed: number;
  readonly classes: readonly SampleClass[];
  readonly images: readonly SampleImage[];
  /** The ink of each symbol on the sheet, row by row. */
  readonly symbols: readonly Box[];
}
