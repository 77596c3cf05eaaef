import type { ReadLimits } from './limits';
import { withImage } from './loadImage';
import { noImageReply, type NoImageReply } from './readImage';

export interface ContentHashRequest {
  readonly kind: 'content-hash';
  /** Absolute path. */
  readonly path: string;
  readonly limits: ReadLimits;
}

export type ContentHashReply =
  | {
      readonly ok: true;
      /** sha256 of the file's bytes, hex. */
      readonly hash: string;
    }
  | NoImageReply;

/** Hashes one image file without decoding it. */
export async function contentHash({ path, limits }: ContentHashRequest): Promise<ContentHashReply> {
  try {
    return await withImage(path, limits, ({ hash }) => Promise.resolve({ ok: true, hash }));
  } catch (error) {
    return noImageReply(error);
  }
}
