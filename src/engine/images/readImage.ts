import { codedHash } from './codedHash';
import { decode, reducedSize } from './decode';
import { makeFingerprint, type Fingerprint } from './fingerprint';
import type { ColourFacts } from './headers/header';
import type { ReadLimits } from './limits';
import { withImage, type LoadedImage } from './loadImage';
import { isTransparent, toLuma, toRgb } from './pixels';
import { measureQuality, type QualityScores } from './quality';
import type { ImageFormat } from './sniff';
import { makeTensor, type TensorShape } from './tensor';
import { makeThumbnail } from './thumbnail';
import { factsSide, thumbnailSide } from './version';
import { NoImageError } from './unreadable';

/** What is known of an image's content and kept in the cache by its hash. */
export interface StoredFacts extends Fingerprint {
  /** sha256 of the file's bytes, hex. */
  readonly hash: string;
  readonly bytes: number;
  readonly format: ImageFormat;
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation as stored, 1 to 8. */
  readonly orientation: number;
  readonly colour: ColourFacts;
  /** Some pixel is not opaque. */
  readonly transparent: boolean;
  /** What is wrong with a picture that can be decoded all the same. */
  readonly damage?: string;
  /** Equal for files that hold the same coded picture under different metadata; JPEG, PNG and WebP. */
  readonly codedHash?: string;
  readonly quality: QualityScores;
  /** The thumbnail's pixels; JPEG, or WebP where `transparent`. */
  readonly thumbnail: { readonly width: number; readonly height: number };
}

export interface ReadRequest {
  readonly kind?: 'read';
  /** Absolute path. */
  readonly path: string;
  readonly tensor: TensorShape;
  readonly limits: ReadLimits;
}

/** Why there is no image; `passing` when it holds only for this moment and is not to be remembered. */
export interface NoImageReply {
  readonly ok: false;
  readonly kind: 'unreadable' | 'skipped';
  readonly reason: string;
  readonly hash?: string;
  readonly passing?: boolean;
}

export type ReadReply =
  | {
      readonly ok: true;
      readonly facts: StoredFacts;
      readonly thumbnail: Uint8Array;
      /** [size, size, 3] bytes, RGB. */
      readonly tensor: Uint8Array;
    }
  | NoImageReply;

/** Reads one file: one read, one decode, everything else from those pixels. */
export async function readImage({ path, tensor, limits }: ReadRequest): Promise<ReadReply> {
  let hash: string | undefined;
  try {
    return await withImage(
      path,
      limits,
      (loaded) => describe(loaded, tensor, limits),
      (known) => (hash = known),
    );
  } catch (error) {
    return noImageReply(error, hash);
  }
}

/** The reply for a file without an image; rethrows what is no fault of the file. */
export function noImageReply(error: unknown, hash?: string): NoImageReply {
  if (!(error instanceof NoImageError)) throw error;
  return { ok: false, kind: error.kind, reason: error.message, hash, passing: error.passing };
}

async function describe({ image, hash }: LoadedImage, shape: TensorShape, limits: ReadLimits): Promise<ReadReply> {
  const { format, file, header } = image;
  const size = reducedSize(header, thumbnailSide, factsSide);
  const { pixels, damage } = await decode(image, limits, size);
  const transparent = isTransparent(pixels);
  // Encoded beside the rest, in sharp's own thread.
  const thumbnailing = makeThumbnail(pixels, transparent, thumbnailSide);
  const rgb = toRgb(pixels);
  const luma = toLuma(rgb);
  const turned = header.orientation >= 5;
  const described = {
    hash,
    bytes: file.length,
    format,
    width: turned ? header.height : header.width,
    height: turned ? header.width : header.height,
    orientation: header.orientation,
    colour: header.colour,
    transparent,
    damage,
    codedHash: codedHash(file, header),
    quality: measureQuality(rgb, luma),
    ...makeFingerprint(rgb, luma),
  };
  // A model with a larger input is worth a second decode: facts do not depend on which model came first.
  const larger = reducedSize(header, thumbnailSide, shape.size);
  const source = larger.width > size.width ? toRgb((await decode(image, limits, larger)).pixels) : rgb;
  const tensor = makeTensor(source, shape);
  const { bytes, width, height } = await thumbnailing;
  return { ok: true, facts: { ...described, thumbnail: { width, height } }, thumbnail: bytes, tensor };
}
