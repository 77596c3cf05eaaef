import type { Tag } from '../../core/reference';
import type { TagTable } from '../findings/tagTable';
import type { JobCall } from '../jobs/progress';

/** An image that others are held against. */
export interface Example {
  /** Absolute. */
  readonly path: string;
  /** sha256 of the file, hex. */
  readonly hash: string;
  /** [width] float32, as the model in use gives it. */
  readonly embedding: Float32Array;
}

/** What names things in images. */
export interface Tagger {
  /** In words. */
  readonly name: string;
  /** Every tag there is, as far as it is known. */
  readonly names: readonly string[];
  /** The surest tags of one image, at most `mostTop`. */
  tagsOf(example: Example, call: JobCall): Promise<readonly Tag[]>;
  /** The tags of every image of the dataset that was read. */
  table(call: JobCall): Promise<TagTable>;
}
