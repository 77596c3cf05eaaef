import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CopyRecord } from './copyManifest';
import { takeCompanions, type CopyJob, type Failed } from './copyJob';
import { inLanes } from '../jobs/inLanes';
import { ImageFailure, renderPicture, takeFile, type MadePicture } from './makeFiles';
import type { PlannedImage } from './planFiles';
import { sizeOf } from './stage';

export interface WrittenFiles {
  /** In the order of the plan. */
  readonly records: CopyRecord[];
  readonly failed: Failed[];
  /** Taken over from an earlier copy or an interrupted run. */
  readonly reused: number;
}

/** Writes each image as a file of its own. What is whole already is taken over. */
export async function writeFiles(job: CopyJob): Promise<WrittenFiles> {
  const { images, stage } = job;
  const records = new Array<CopyRecord | undefined>(images.length);
  const failed: Failed[] = [];
  const earlier = new Map(job.earlier?.copy.records.map((record) => [record.path, record]));
  let reused = 0;
  await inLanes(images.entries(), job.lanes, async ([i, image]) => {
    job.signal.throwIfAborted();
    try {
      const known =
        (await stage.finished(image.target, madeAs(job, image))) ??
        (await takeOver(job, image, earlier.get(image.target)));
      if (known) reused++;
      else await takeCompanions(job, image);
      const record = recordOf(job, image, known ?? (await make(job, image)));
      await stage.note(record);
      records[i] = record;
    } catch (error) {
      if (!(error instanceof ImageFailure)) throw error;
      // A caption, or a picture that is another by now, may stand there already, and the copy says nothing of either.
      for (const { target } of [image, ...image.companions]) await stage.clear(target);
      failed.push({ path: image.path, reason: error.message });
    }
    job.step();
  });
  return { records: records.filter((record) => record !== undefined), failed, reused };
}

/** A hard link is another thing than a copy of the same bytes, and captions are made with their image. */
function madeAs({ settings }: CopyJob, { key, render, companions }: PlannedImage): string {
  const mode = render || settings.files !== 'link' ? '' : ' linked';
  const captions = companions.map(({ target, stamp }) => `${target} ${stamp}`);
  return [key + mode, ...captions].join('\n');
}

async function takeOver(
  job: CopyJob,
  image: PlannedImage,
  record: CopyRecord | undefined,
): Promise<CopyRecord | undefined> {
  if (!job.earlier || record?.shard !== undefined || record?.made !== madeAs(job, image)) return undefined;
  const { folder } = job.earlier;
  if ((await sizeOf(join(folder, image.target))) !== record.bytes) return undefined;
  for (const { target } of image.companions) if ((await sizeOf(join(folder, target))) === undefined) return undefined;
  for (const file of [image.target, ...image.companions.map(({ target }) => target)])
    await job.stage.takeOver(join(folder, file), file);
  return record;
}

async function make(job: CopyJob, image: PlannedImage): Promise<MadePicture> {
  if (!image.render) return takeFile(job.parts, image, await job.stage.clear(image.target), job.settings.files);
  const { data, ...made } = await renderPicture(job.parts, image, job.signal);
  await writeFile(await job.stage.clear(image.target), data, { flag: 'wx' });
  return made;
}

function recordOf(job: CopyJob, image: PlannedImage, made: MadePicture | CopyRecord): CopyRecord {
  const { width, height, bytes, sha256, enlarged } = made;
  return {
    path: image.target,
    label: image.label,
    ...(image.subset && { subset: image.subset }),
    width,
    height,
    bytes,
    sha256,
    source: image.path,
    sourceSha256: image.hash,
    group: job.groupOf(image.row),
    ...(enlarged && { enlarged }),
    made: madeAs(job, image),
    ...(image.companions.length > 0 && { companions: image.companions.map(({ target }) => target) }),
  };
}
