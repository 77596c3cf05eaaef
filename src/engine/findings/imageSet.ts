import type { Shape } from './duplicates/alignment';
import type { DuplicateFacts } from './duplicates/duplicateGroup';
import { protectedIn } from './duplicates/keepRule';
import {
  colourModels,
  hashBytes,
  imageFormats,
  lumaBytes,
  pictureFlags,
  signaturesPerBlock,
  subsetNames,
  type FindingColumns,
} from './columns';
import type { LoaderFacts } from './loaderRules';
import { unpackTexts } from './packedText';
import type { QualityFacts } from './quality';

/** The images of `FindingColumns` by index, as each kind of finding asks for them. Lives on the findings thread. */
export class ImageSet {
  readonly paths: readonly string[];
  /** sha256 of the files, hex. */
  readonly contents: readonly string[];
  private isProtected = protectedIn([]);
  private normalised: Float32Array | undefined;
  private indices: Int32Array | undefined;

  constructor(readonly columns: FindingColumns) {
    this.paths = unpackTexts(columns.paths);
    this.contents = Array.from({ length: columns.count }, (_, i) => hexAt(columns.contents, i));
  }

  get count(): number {
    return this.columns.count;
  }

  /** Folders from which no copy is proposed for removal. */
  protect(folders: readonly string[]): void {
    this.isProtected = protectedIn(folders);
  }

  /** Equal for files of the same coded picture; undefined where the format has no such notion. */
  codedHashes(): (string | undefined)[] {
    const { coded, count } = this.columns;
    const none = '0'.repeat(hashBytes * 2);
    return Array.from({ length: count }, (_, i) => hexAt(coded, i)).map((hex) => (hex === none ? undefined : hex));
  }

  /** Each of length 1, [n, width]. */
  embeddings(): Float32Array {
    this.normalised ??= this.normalise();
    return this.normalised;
  }

  /** Index of a table's row; -1 when the row is no indexed image. */
  indexOf(row: number): number {
    if (!this.indices) {
      this.indices = new Int32Array(this.columns.tableLength).fill(-1);
      for (let i = 0; i < this.count; i++) this.indices[this.columns.rows[i]] = i;
    }
    return this.indices[row] ?? -1;
  }

  labelOf(i: number): string | undefined {
    const { given, classes } = this.columns;
    return given[i] < 0 ? undefined : classes[given[i]];
  }

  factsOf(i: number): DuplicateFacts {
    const { fileBytes, modifiedMs, subset, width, height, isLink } = this.columns;
    const path = this.paths[i];
    return {
      path,
      bytes: fileBytes[i],
      modifiedMs: modifiedMs[i],
      subset: subsetNames[subset[i]],
      pixels: width[i] * height[i],
      isLink: isLink[i] === 1,
      isProtected: this.isProtected(path),
      label: this.labelOf(i),
    };
  }

  shapeOf(i: number): Shape {
    const { signatures, contentAt, contentSignatures, width, height } = this.columns;
    return {
      signature: signatureAt(signatures, i),
      contentSignature: contentAt[i] < 0 ? undefined : signatureAt(contentSignatures, contentAt[i]),
      width: width[i],
      height: height[i],
    };
  }

  qualityOf(i: number): QualityFacts {
    const { quality, width, height } = this.columns;
    const [dark, bright, blurry, lowInformation] = quality.subarray(i * 4, i * 4 + 4);
    return { quality: { dark, bright, blurry, lowInformation }, width: width[i], height: height[i] };
  }

  loaderFactsOf(i: number): LoaderFacts {
    const { format, model, depth } = this.columns;
    return {
      path: this.paths[i],
      format: imageFormats[format[i]],
      colour: { model: colourModels[model[i]], depth: depth[i], alpha: this.has(i, 'alpha') },
    };
  }

  has(i: number, flag: keyof typeof pictureFlags): boolean {
    return (this.columns.flags[i] & pictureFlags[flag]) !== 0;
  }

  private normalise(): Float32Array {
    const { rows, embeddings } = this.columns;
    const { values, width } = embeddings;
    const own = new Float32Array(this.count * width);
    for (let i = 0; i < this.count; i++) {
      const from = rows[i] * width;
      let squares = 0;
      for (let k = 0; k < width; k++) squares += values[from + k] ** 2;
      const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
      for (let k = 0; k < width; k++) own[i * width + k] = values[from + k] * scale;
    }
    return own;
  }
}

function hexAt(column: Uint8Array<SharedArrayBuffer>, i: number): string {
  return Buffer.from(column.buffer, column.byteOffset + i * hashBytes, hashBytes).toString('hex');
}

function signatureAt(blocks: readonly Uint8Array[], at: number): Uint8Array {
  const start = (at % signaturesPerBlock) * lumaBytes;
  return blocks[Math.floor(at / signaturesPerBlock)].subarray(start, start + lumaBytes);
}
