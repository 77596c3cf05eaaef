import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { SubsetName } from '../../core/layout';
import type { CopyOutcome, CopySettings } from '../../protocol/cleanCopy';
import type { ScannedFile } from '../dataset/scan';
import { formatCsv } from '../exchange/csv';
import { isSystemError, UserError } from '../errors';
import { RateMeter, type Report } from '../jobs/progress';
import { writeWhole } from '../trainer/writeWhole';
import {
  dataCardFile,
  formatRecords,
  manifestFile,
  recordsFile,
  tableFile,
  type CopyManifest,
  type CopyRecord,
  type WrittenShard,
} from './copyManifest';
import { copyPlace, type CopyPlace } from './copyPlace';
import { copyNotes, countCopy } from './countCopy';
import type { CopyJob, Failed } from './copyJob';
import { dataCard } from './dataCard';
import type { SourceParts } from './makeFiles';
import { filesOf, requireOwnFilesOnly } from './ownFiles';
import { planFiles, type PlannedImage } from './planFiles';
import type { Selection } from './selectImages';
import { sizeOf, Stage } from './stage';
import { writeFiles } from './writeFiles';
import { writeShards } from './writeShards';

export interface CopyInput {
  /** The dataset's root, absolute. */
  readonly root: string;
  /** Absolute. */
  readonly out: string;
  readonly selection: Selection;
  /** The subset of each selected image. */
  readonly subsets: readonly (SubsetName | undefined)[];
  readonly groupOf: (row: number) => string;
  /** Every file of the dataset, for captions. */
  readonly files: readonly ScannedFile[];
  readonly settings: CopySettings;
  readonly seed: number;
  /** Name and version of the program. */
  readonly madeBy: string;
  readonly parts: SourceParts;
  readonly lanes: number;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/** Increased when equal settings give another copy. */
const copyVersion = 1;

/**
 * Makes a clean copy, or brings an earlier one up to date. It gets its name whole and at once; where nothing changed,
 * nothing is written. Throws `UserError` when it cannot be made there.
 */
export async function makeCopy(input: CopyInput): Promise<CopyOutcome> {
  const { selection, subsets, settings, signal } = input;
  if (selection.images.length === 0)
    throw new UserError('There is no image to copy: all are left out, deleted, set aside or unreadable.');
  const place = await copyPlace(input.out, input.root);
  const images = planFiles(
    selection.images.map(({ subset: _asGiven, ...image }, i) => ({ ...image, ...given(subsets[i]) })),
    settings,
    input.files,
  );
  const plan = planKey(input, images);
  if (place.earlier?.manifest.failed.length === 0 && (await isWhole(place, plan)))
    return unchanged(place, selection.unreadable);
  if (place.earlier) await requireOwnFilesOnly(place.out, place.earlier);
  const stage = await Stage.open(place, plan);
  try {
    const outcome = await fill(input, place, stage, images, plan);
    signal.throwIfAborted();
    await (outcome.unchanged ? stage.discard() : stage.publish());
    return outcome;
  } catch (error) {
    if (isSystemError(error) && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) {
      await stage.discard();
      throw new UserError(
        `The disk of ${input.out} is full. Nothing was changed there; free some space and run again.`,
      );
    }
    await stage.leave();
    throw error;
  }
}

function given(subset: SubsetName | undefined): { subset?: SubsetName } {
  return subset === undefined ? {} : { subset };
}

function planKey({ settings, seed }: CopyInput, images: readonly PlannedImage[]): string {
  const hash = createHash('sha256').update(`${copyVersion} ${seed} ${JSON.stringify(settings)}\n`);
  for (const { path, target, label, subset, key, companions } of images)
    hash.update(`${JSON.stringify([path, target, label, subset, key, companions])}\n`);
  return hash.digest('hex');
}

/** An earlier copy of the same plan in which no file is missing, cut off or failed. */
async function isWhole({ earlier, out }: CopyPlace, plan: string): Promise<boolean> {
  if (!earlier || earlier.manifest.plan !== plan || earlier.records.length !== earlier.manifest.images) return false;
  const sizes = new Map<string, number>();
  for (const { path, shard, bytes } of earlier.records) if (shard === undefined) sizes.set(path, bytes);
  for (const { file, bytes } of earlier.manifest.shards) sizes.set(file, bytes);
  for (const file of filesOf(earlier)) {
    const size = await sizeOf(join(out, file));
    if (size === undefined || (sizes.has(file) && sizes.get(file) !== size)) return false;
  }
  return true;
}

function unchanged({ earlier, out }: CopyPlace, unreadable: readonly Failed[]): CopyOutcome {
  const { manifest, records } = earlier!;
  const counts = countCopy(records);
  return {
    images: manifest.images,
    bytes: manifest.bytes,
    out,
    unchanged: true,
    reused: manifest.images,
    subsets: subsetTotals(counts.subsets),
    classes: manifest.classes.length,
    failed: [...unreadable, ...manifest.failed],
    notes: copyNotes(counts),
  };
}

function subsetTotals(subsets: Readonly<Record<string, Readonly<Record<string, number>>>>): CopyOutcome['subsets'] {
  const total = (name: string): number => Object.values(subsets[name] ?? {}).reduce((a, b) => a + b, 0);
  const names: readonly SubsetName[] = ['train', 'valid', 'test'];
  return Object.fromEntries(names.filter((name) => name in subsets).map((name) => [name, total(name)]));
}

async function fill(
  input: CopyInput,
  place: CopyPlace,
  stage: Stage,
  images: readonly PlannedImage[],
  plan: string,
): Promise<CopyOutcome> {
  const { settings, selection } = input;
  const meter = new RateMeter('copy', images.length, input.report);
  const job: CopyJob = {
    parts: input.parts,
    stage,
    settings,
    images,
    groupOf: input.groupOf,
    ...(place.earlier && { earlier: { folder: place.out, copy: place.earlier } }),
    signal: input.signal,
    step: () => meter.step(),
    lanes: input.lanes,
  };
  const classes = [...new Set(images.map(({ label }) => label))].filter((label) => label !== '').sort();
  const made = await write(job, classes, input.seed);
  meter.finish();
  const counts = countCopy(made.records);
  const notes = copyNotes(counts);
  const manifest: CopyManifest = {
    winnowCleanCopy: 1,
    madeBy: input.madeBy,
    created: new Date().toISOString(),
    dataset: basename(input.root),
    plan,
    seed: input.seed,
    settings,
    classes,
    images: counts.images,
    bytes: counts.bytes,
    subsets: counts.subsets,
    leftOut: { ...selection.leftOut },
    failed: made.failed,
    shards: made.shards.map(({ records: _inTheRecords, ...shard }) => shard),
  };
  const records = formatRecords(made.records);
  const isSame = place.earlier?.manifest.plan === plan && formatRecords(place.earlier.records) === records;
  if (isSame && (await isWhole(place, plan))) return unchanged(place, selection.unreadable);
  await writeFile(await stage.clear(dataCardFile), dataCard({ manifest, counts, notes }));
  if (settings.format === 'csv') await writeFile(await stage.clear(tableFile), formatTable(made.records));
  await writeWhole(await stage.clear(recordsFile), records);
  await writeWhole(await stage.clear(manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
  return {
    images: counts.images,
    bytes: counts.bytes,
    out: place.out,
    unchanged: false,
    reused: made.reused,
    subsets: subsetTotals(counts.subsets),
    classes: classes.length,
    failed: [...selection.unreadable, ...made.failed],
    notes,
  };
}

interface Written {
  readonly records: readonly CopyRecord[];
  readonly shards: readonly WrittenShard[];
  readonly failed: Failed[];
  readonly reused: number;
}

async function write(job: CopyJob, classes: readonly string[], seed: number): Promise<Written> {
  const { format } = job.settings;
  if (format === 'folder' || format === 'csv') return { ...(await writeFiles(job)), shards: [] };
  const { shards, failed, reused } = await writeShards(job, format, classes, seed);
  return { records: shards.flatMap(({ records }) => records), shards, failed, reused };
}

function formatTable(records: readonly CopyRecord[]): string {
  const columns = ['path', 'label', 'subset', 'width', 'height', 'bytes', 'sha256', 'source', 'source_sha256', 'group'];
  return formatCsv([
    columns,
    ...records.map((r) => [
      r.path,
      r.label,
      r.subset ?? '',
      String(r.width),
      String(r.height),
      String(r.bytes),
      r.sha256,
      r.source,
      r.sourceSha256,
      r.group,
    ]),
  ]);
}
