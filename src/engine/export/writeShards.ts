import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { splitName } from '../../core/freeName';
import { errorReason, isSystemError } from '../errors';
import type { CopyRecord, WrittenShard } from './copyManifest';
import type { CopyJob, Failed } from './copyJob';
import { inLanes } from '../jobs/inLanes';
import { ImageFailure, renderPicture, type MadePicture } from './makeFiles';
import { openParquetShard } from './parquetShard';
import type { PlannedImage } from './planFiles';
import { planShards, type PlannedShard } from './planShards';
import { sizeOf } from './stage';
import { openTarShard } from './tarShard';

/** One image on its way into a shard. */
export interface Sample {
  readonly record: CopyRecord;
  /** The picture's file. */
  readonly data: Uint8Array;
  /** -1: no label. */
  readonly classIndex: number;
  readonly caption?: string;
}

/** A shard that is being written. */
export interface ShardFile {
  add(samples: readonly Sample[]): Promise<void>;
  close(): Promise<void>;
  abandon(): Promise<void>;
}

export interface WrittenShards {
  readonly shards: WrittenShard[];
  readonly failed: Failed[];
  /** Images in shards that were taken over from an earlier copy or an interrupted run. */
  readonly reused: number;
}

/** Images held in memory at once, and their bytes. */
const batchImages = 100;
const batchBytes = 64e6;

/** Writes the images into shards. Shards that are whole already are taken over. */
export async function writeShards(
  job: CopyJob,
  format: 'parquet' | 'webdataset',
  classes: readonly string[],
  seed: number,
): Promise<WrittenShards> {
  const result: WrittenShards & { reused: number } = { shards: [], failed: [], reused: 0 };
  for (const planned of planShards(job.images, format, seed)) {
    const known = (await job.stage.finishedShard(planned.file, planned.key)) ?? (await takeOver(job, planned));
    if (known) {
      result.reused += known.records.length;
      for (let i = 0; i < planned.images.length; i++) job.step();
    }
    const shard = known ?? (await writeShard(job, planned, format, classes, result.failed));
    result.shards.push(shard);
  }
  return result;
}

async function takeOver(job: CopyJob, { file, key, images }: PlannedShard): Promise<WrittenShard | undefined> {
  if (!job.earlier) return undefined;
  const { folder, copy } = job.earlier;
  const entry = copy.manifest.shards.find((shard) => shard.file === file && shard.key === key);
  if (!entry || (await sizeOf(join(folder, file))) !== entry.bytes) return undefined;
  const records = copy.records.filter(({ shard }) => shard === file);
  // One that failed then may be readable now.
  if (records.length < images.length) return undefined;
  await job.stage.takeOver(join(folder, file), file);
  return { ...entry, records };
}

async function writeShard(
  job: CopyJob,
  { file, key, images }: PlannedShard,
  format: 'parquet' | 'webdataset',
  classes: readonly string[],
  failed: Failed[],
): Promise<WrittenShard> {
  const part = await job.stage.clear(`${file}.part`);
  const shard = format === 'parquet' ? await openParquetShard(part, classes) : openTarShard(part);
  const indices = new Map(classes.map((name, i) => [name, i]));
  const records: CopyRecord[] = [];
  try {
    for (const batch of batches(images)) {
      const samples = new Array<Sample | undefined>(batch.length);
      await inLanes(batch.entries(), job.lanes, async ([i, image]) => {
        job.signal.throwIfAborted();
        try {
          samples[i] = await sampleOf(job, image, file, indices.get(image.label) ?? -1);
        } catch (error) {
          if (!(error instanceof ImageFailure)) throw error;
          failed.push({ path: image.path, reason: error.message });
        }
        job.step();
      });
      const whole = samples.filter((sample) => sample !== undefined);
      if (whole.length > 0) await shard.add(whole);
      records.push(...whole.map(({ record }) => record));
    }
    await shard.close();
  } catch (error) {
    await shard.abandon();
    throw error;
  }
  const written = { file, key, ...(await factsOf(part)), records };
  // A shard in which an image is missing is not what was planned: another run tries again.
  await job.stage.finishShard(part, records.length < images.length ? { ...written, key: '' } : written);
  return records.length < images.length ? { ...written, key: '' } : written;
}

function* batches(images: readonly PlannedImage[]): Generator<PlannedImage[]> {
  let batch: PlannedImage[] = [];
  let bytes = 0;
  for (const image of images) {
    batch.push(image);
    bytes += image.bytes;
    if (batch.length < batchImages && bytes < batchBytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

async function sampleOf(job: CopyJob, image: PlannedImage, shard: string, classIndex: number): Promise<Sample> {
  const { data, ...made } = image.render ? await renderPicture(job.parts, image, job.signal) : await read(job, image);
  const record: CopyRecord = {
    path: image.target,
    shard,
    label: image.label,
    ...(image.subset && { subset: image.subset }),
    width: made.width,
    height: made.height,
    bytes: made.bytes,
    sha256: made.sha256,
    source: image.path,
    sourceSha256: image.hash,
    group: job.groupOf(image.row),
    ...(made.enlarged && { enlarged: true }),
    made: image.key,
  };
  const caption = await captionOf(job, image);
  return { record, data, classIndex, ...(caption !== undefined && { caption }) };
}

async function read({ parts }: CopyJob, image: PlannedImage): Promise<MadePicture & { data: Uint8Array }> {
  let data;
  try {
    data = await readFile(join(parts.root, image.path));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new ImageFailure(`It could not be read (${errorReason(error)}).`);
  }
  const sha256 = createHash('sha256').update(data).digest('hex');
  if (sha256 !== image.hash)
    throw new ImageFailure('It changed since it was read. Run again to take it in as it is now.');
  return { data, bytes: data.length, sha256, width: image.width, height: image.height, enlarged: false };
}

/** Shards hold text; boxes and embeddings stay with the files. */
async function captionOf({ parts }: CopyJob, { companions }: PlannedImage): Promise<string | undefined> {
  const caption = companions.find(({ source }) => /\.(txt|caption)$/i.test(splitName(source).ending));
  return caption === undefined ? undefined : readFile(join(parts.root, caption.source), 'utf8');
}

/** Size and hash of a file that was written, once it is on the disk. */
async function factsOf(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
