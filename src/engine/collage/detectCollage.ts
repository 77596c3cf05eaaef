import sharp from 'sharp';
import type { ReadLimits } from '../images/limits';
import { analyseSheet } from './analyseSheet';
import type { CollageVerdict } from './collageVerdict';
import type { NoImageReply } from '../images/readImage';
import type { RefusedReply } from './collageRequests';
import { loadSheet, rawSheet } from './loadSheet';

/** Tells whether one file of many is a sheet: first by its thumbnail, and where that leaves a chance by its pixels. */
export interface DetectRequest {
  readonly kind: 'detect';
  /** Absolute path. */
  readonly path: string;
  /** sha256 of the file that the thumbnail is of, hex. */
  readonly hash: string;
  /** Encoded. */
  readonly thumbnail: Uint8Array;
  readonly limits: ReadLimits;
}

export interface DetectReply extends CollageVerdict {
  readonly ok: true;
}

/** Pictures whose thumbnail scores below this were never sheets (bench/collage). */
const CHANCE = 0.1;

/** Judges one picture. See `loadSheet` for what is thrown. */
export async function detectCollage(request: DetectRequest): Promise<DetectReply | NoImageReply | RefusedReply> {
  const { data, info } = await sharp(request.thumbnail).raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const channels = info.channels as 1 | 2 | 3 | 4;
  const glance = analyseSheet(rawSheet({ data, width, height, channels }));
  if (glance.score < CHANCE) return { ok: true, parts: 0, score: glance.score };
  const { session, hash } = await loadSheet(request.path, request.limits);
  if (hash !== request.hash)
    return { ok: false, kind: 'changed', reason: 'The file has changed since it was indexed.' };
  const { boxes, score } = session.analyse();
  return { ok: true, parts: boxes.length, score };
}
