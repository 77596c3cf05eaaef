import type { SubsetName } from '../../core/layout';
import type { ColourFacts } from '../images/headers/header';
import type { ImageFormat } from '../images/sniff';
import type { PackedText } from './packedText';

/** Bytes of a hash as columns hold it: sha256, or zeros behind a shorter one. */
export const hashBytes = 32;
/** Bytes of the luma part of a picture's signature. */
export const lumaBytes = 1024;
/** Signatures of one block: memory comes in pieces of 4 MB, never in one that takes long to get. */
export const signaturesPerBlock = 4096;

type Floats = Float32Array<SharedArrayBuffer>;
type Bytes = Uint8Array<SharedArrayBuffer>;
type Words = Uint32Array<SharedArrayBuffer>;

/**
 * The readable images of a dataset as findings look at them, in shared memory: index i of every column is one image.
 * The engine's main thread fills them bit by bit, the findings thread reads them.
 */
export interface FindingColumns {
  readonly count: number;
  /** Row in the dataset's table, ascending, [n]. */
  readonly rows: Words;
  readonly paths: PackedText;
  /** sha256 of the files, [n, 32]. */
  readonly contents: Bytes;
  /** Hash of the coded data, [n, 32]; zeros where the format has none. */
  readonly coded: Bytes;
  readonly fileBytes: Float64Array<SharedArrayBuffer>;
  readonly modifiedMs: Float64Array<SharedArrayBuffer>;
  /** `subsetCodes`, [n]. */
  readonly subset: Bytes;
  readonly isLink: Bytes;
  /** Class index, -1 unsorted, [n]. */
  readonly given: Int32Array<SharedArrayBuffer>;
  /** Pixels of the upright picture. */
  readonly width: Words;
  readonly height: Words;
  /** 64-bit hashes as the search wants them, [n, 2]. */
  readonly pHash: Words;
  readonly contentHash: Words;
  /** Luma signatures in blocks of `signaturesPerBlock`, [n, 1024]. */
  readonly signatures: readonly Bytes[];
  /** Place of the signature without border in its own blocks; -1 where there is none, [n]. */
  readonly contentAt: Int32Array<SharedArrayBuffer>;
  readonly contentSignatures: readonly Bytes[];
  /** Dark, bright, blurry, low information, 0 (bad) to 1, [n, 4]. */
  readonly quality: Floats;
  /** Index into `imageFormats`, [n]. */
  readonly format: Bytes;
  /** Index into `colourModels`, [n]. */
  readonly model: Bytes;
  readonly depth: Bytes;
  /** Bits of `pictureFlags`, [n]. */
  readonly flags: Bytes;
  /** The embedding of table row r begins at r * width, not normalised, [capacity, width]. */
  readonly embeddings: { readonly values: Floats; readonly width: number };
  readonly classes: readonly string[];
  /** Number of rows of the table. */
  readonly tableLength: number;
  /** What a person decided for each row of the table, `stateCode`; written on while the thread reads. */
  readonly decisions: Bytes;
  /** Files that cannot be used, or only in part. */
  readonly damaged: readonly DamagedFile[];
}

export interface DamagedFile {
  readonly row: number;
  readonly path: string;
  readonly reason: string;
  /** It can be decoded, but a part of the picture is lost. */
  readonly isPartial: boolean;
  /** Content hash, or what stands for it where the file could not be read. */
  readonly hash: string;
}

export const subsetNames: readonly (SubsetName | undefined)[] = [undefined, 'train', 'valid', 'test'];
export const imageFormats: readonly ImageFormat[] = ['jpeg', 'png', 'webp', 'gif', 'bmp', 'tiff', 'avif'];
export const colourModels: readonly ColourFacts['model'][] = ['grey', 'rgb', 'cmyk', 'palette'];
export const pictureFlags = { alpha: 1, animated: 2, transparent: 4, turned: 8, colourless: 16 } as const;
