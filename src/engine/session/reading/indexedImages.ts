import { setHash } from '../../findings/duplicates/hammingPairs';
import type { DuplicateFacts } from '../../findings/duplicates/duplicateGroup';
import {
  colourModels,
  hashBytes,
  imageFormats,
  lumaBytes,
  pictureFlags,
  signaturesPerBlock,
  subsetNames,
  type DamagedFile,
  type FindingColumns,
} from '../../findings/columns';
import { TextPacker } from '../../findings/packedText';
import type { StoredFacts } from '../../images/readImage';
import { TimeSlice } from '../../jobs/timeSlice';
import { stateCode } from '../../findings/findingStates';
import type { DecisionLog } from '../decisions/decisionLog';
import { decisionOf } from '../describe';
import type { Embeddings } from './embeddings';
import type { ImageTable } from '../imageTable';

export interface IndexedParts {
  readonly table: ImageTable;
  readonly cache: { imageFacts(hash: string): StoredFacts | undefined };
  readonly embeddings: Embeddings;
  readonly decisions: DecisionLog;
}

/**
 * Gathers what findings need of each indexed image from table and cache into shared memory, in slices of a few
 * milliseconds. `includes` narrows it to a part of the dataset. The signatures of columns that nobody reads any more,
 * by far the largest part, are written over: shared memory is not freed when it is let go of, but some time later.
 */
export async function gatherColumns(
  { table, cache, embeddings, decisions }: IndexedParts,
  signal: AbortSignal,
  includes: (path: string) => boolean = () => true,
  spare?: Pick<FindingColumns, 'signatures' | 'contentSignatures'>,
): Promise<FindingColumns> {
  const tableLength = table.length;
  const columns = emptyColumns(tableLength);
  const blocks = new SignatureBlocks(tableLength, spare);
  const paths = new TextPacker();
  const damaged: DamagedFile[] = [];
  const slice = new TimeSlice();
  let count = 0;
  let contents = 0;
  for (let row = 0; row < tableLength; row++) {
    if (slice.isOver()) await slice.next(signal);
    const path = table.path(row);
    if (table.status[row] === 'missing' || !includes(path)) continue;
    const hash = table.hashes[row];
    columns.decisions[row] = stateCode(decisionOf(table, decisions, row));
    if (table.status[row] === 'unreadable') damaged.push(unreadable(table, row));
    const facts = hash === undefined || !table.isImage(row) ? undefined : cache.imageFacts(hash);
    if (!facts || !embeddings.has(row)) continue;
    if (facts.damage !== undefined)
      damaged.push({ row, path, reason: facts.damage, isPartial: true, hash: facts.hash });
    const at = count++;
    columns.rows[at] = row;
    paths.add(path);
    setPlace(columns, at, table, row);
    setFacts(columns, at, facts);
    blocks.at(columns.signatures, at).set(facts.signature.subarray(0, lumaBytes));
    columns.contentAt[at] = facts.contentSignature ? contents : -1;
    if (facts.contentSignature) blocks.at(columns.contentSignatures, contents++).set(facts.contentSignature);
  }
  const { data, width } = embeddings;
  const own = { values: data, width };
  return { ...columns, count, paths: paths.pack(), embeddings: own, classes: [...table.classes], tableLength, damaged };
}

function emptyColumns(n: number) {
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
  const signatures: Uint8Array<SharedArrayBuffer>[] = [];
  const contentSignatures: Uint8Array<SharedArrayBuffer>[] = [];
  return {
    rows: new Uint32Array(shared(n * 4)),
    contents: new Uint8Array(shared(n * hashBytes)),
    coded: new Uint8Array(shared(n * hashBytes)),
    fileBytes: new Float64Array(shared(n * 8)),
    modifiedMs: new Float64Array(shared(n * 8)),
    subset: new Uint8Array(shared(n)),
    isLink: new Uint8Array(shared(n)),
    given: new Int32Array(shared(n * 4)),
    width: new Uint32Array(shared(n * 4)),
    height: new Uint32Array(shared(n * 4)),
    pHash: new Uint32Array(shared(n * 8)),
    contentHash: new Uint32Array(shared(n * 8)),
    signatures,
    contentAt: new Int32Array(shared(n * 4)),
    contentSignatures,
    quality: new Float32Array(shared(n * 16)),
    format: new Uint8Array(shared(n)),
    model: new Uint8Array(shared(n)),
    depth: new Uint8Array(shared(n)),
    flags: new Uint8Array(shared(n)),
    decisions: new Uint8Array(shared(n)),
  };
}

type Columns = ReturnType<typeof emptyColumns>;

function setPlace(columns: Columns, at: number, table: ImageTable, row: number): void {
  const { size, modifiedMs, isLink } = table.files[row];
  columns.fileBytes[at] = size;
  columns.modifiedMs[at] = modifiedMs;
  columns.isLink[at] = Number(isLink);
  columns.subset[at] = subsetNames.indexOf(table.subsets[row]);
  columns.given[at] = table.given[row];
}

function setFacts(columns: Columns, at: number, facts: StoredFacts): void {
  setHex(columns.contents, at, facts.hash);
  if (facts.codedHash !== undefined) setHex(columns.coded, at, facts.codedHash);
  columns.width[at] = facts.width;
  columns.height[at] = facts.height;
  setHash(columns.pHash, at, facts.pHash);
  setHash(columns.contentHash, at, facts.contentHash);
  const { dark, bright, blurry, lowInformation, grey } = facts.quality;
  columns.quality.set([dark, bright, blurry, lowInformation], at * 4);
  const { model, depth, alpha, animated } = facts.colour;
  columns.format[at] = imageFormats.indexOf(facts.format);
  columns.model[at] = colourModels.indexOf(model);
  columns.depth[at] = depth;
  columns.flags[at] =
    (alpha ? pictureFlags.alpha : 0) |
    (animated ? pictureFlags.animated : 0) |
    (facts.transparent ? pictureFlags.transparent : 0) |
    (facts.orientation > 1 ? pictureFlags.turned : 0) |
    (grey ? pictureFlags.colourless : 0);
}

function setHex(column: Uint8Array, at: number, hex: string): void {
  column.set(Buffer.from(hex, 'hex').subarray(0, hashBytes), at * hashBytes);
}

/** Memory for signatures, taken from what is spare as long as that lasts. */
class SignatureBlocks {
  private readonly spare: Uint8Array<SharedArrayBuffer>[];

  constructor(
    private readonly rows: number,
    spare: Pick<FindingColumns, 'signatures' | 'contentSignatures'> | undefined,
  ) {
    this.spare = spare ? [...spare.signatures, ...spare.contentSignatures] : [];
  }

  /** The place of signature `at` in blocks, which grow by one when it is the first of the next. */
  at(blocks: Uint8Array<SharedArrayBuffer>[], at: number): Uint8Array {
    const index = Math.floor(at / signaturesPerBlock);
    blocks[index] ??= this.take(Math.min(signaturesPerBlock, this.rows - index * signaturesPerBlock));
    const start = (at % signaturesPerBlock) * lumaBytes;
    return blocks[index].subarray(start, start + lumaBytes);
  }

  private take(signatures: number): Uint8Array<SharedArrayBuffer> {
    const known = this.spare.findIndex((block) => block.length >= signatures * lumaBytes);
    if (known >= 0) return this.spare.splice(known, 1)[0];
    // A few more than are there now: a dataset grows by an image or two at a time.
    const roomy = Math.min(signaturesPerBlock, Math.ceil(signatures / 256) * 256);
    return new Uint8Array(new SharedArrayBuffer(roomy * lumaBytes));
  }
}

function unreadable(table: ImageTable, row: number): DamagedFile {
  return {
    row,
    path: table.path(row),
    reason: table.reasons[row] ?? '',
    isPartial: false,
    hash: contentKey(table, row),
  };
}

/** The content hash of a row's file; where it could not be read, what stands for it. */
export function contentKey(table: ImageTable, row: number): string {
  const { path, size, modifiedMs } = table.files[row];
  return table.hashes[row] ?? `unread ${path} ${size} ${modifiedMs}`;
}

/** What the keep rule asks of a row, without an index. */
export function duplicateFacts(table: ImageTable, row: number): DuplicateFacts {
  const file = table.files[row];
  return {
    path: file.path,
    bytes: file.size,
    modifiedMs: file.modifiedMs,
    subset: table.subsets[row],
    isLink: file.isLink,
    label: table.className(table.given[row]),
  };
}
