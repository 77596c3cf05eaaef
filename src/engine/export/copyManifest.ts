import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { parseIfJson } from '../../core/parseIfJson';
import { unsafePathReason } from '../../core/relativePath';
import { copySettings } from '../../protocol/cleanCopy';
import { isMissing } from '../errors';

export const manifestFile = 'manifest.json';
/** One line of JSON for each image. */
export const recordsFile = 'manifest.jsonl';
export const dataCardFile = 'README.md';
export const tableFile = 'images.csv';

const relative = z.string().refine((path) => unsafePathReason(path) === undefined, 'is no path below the copy');
const subset = z.enum(['train', 'valid', 'test']);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One image as it stands in the copy. */
const copyRecord = z.object({
  /** Below the copy; of an image in a shard, its name there. */
  path: relative,
  /** The shard that holds it. */
  shard: relative.optional(),
  /** '' is unsorted. */
  label: z.string(),
  subset: subset.optional(),
  width: z.int(),
  height: z.int(),
  bytes: z.int(),
  /** Of the file in the copy. */
  sha256,
  /** Below the dataset that it was made of. */
  source: z.string(),
  sourceSha256: sha256,
  /** Equal for copies of one picture, which stand in one subset. */
  group: z.string(),
  /** It was smaller than the size asked for. */
  enlarged: z.boolean().optional(),
  /** Names what it was made of: see `renderKey`. */
  made: z.string(),
  companions: z.array(relative).optional(),
});
export type CopyRecord = z.infer<typeof copyRecord>;

/** A shard that was written, with what is in it. */
const shardEntry = z.object({ file: relative, bytes: z.int(), sha256, key: z.string() });
export const writtenShard = shardEntry.extend({ records: z.array(copyRecord) });
export type WrittenShard = z.infer<typeof writtenShard>;

const copyManifest = z.object({
  winnowCleanCopy: z.literal(1),
  madeBy: z.string(),
  created: z.string(),
  dataset: z.string(),
  /** Names what was to be made: an equal one needs no second copy. */
  plan: z.string(),
  seed: z.int(),
  settings: copySettings,
  classes: z.array(z.string()),
  images: z.int(),
  bytes: z.int(),
  subsets: z.record(z.string(), z.record(z.string(), z.int())),
  leftOut: z.record(z.string(), z.int()),
  failed: z.array(z.object({ path: z.string(), reason: z.string() })),
  shards: z.array(shardEntry),
});
export type CopyManifest = z.infer<typeof copyManifest>;

/** A copy that was made before. */
export interface EarlierCopy {
  readonly manifest: CopyManifest;
  readonly records: readonly CopyRecord[];
}

/** Reads what `folder` says of itself; undefined when Winnow did not write it, or not whole. */
export async function readCopy(folder: string): Promise<EarlierCopy | undefined> {
  try {
    const manifest = copyManifest.safeParse(JSON.parse(await readFile(join(folder, manifestFile), 'utf8')));
    if (!manifest.success) return undefined;
    const records = parseRecords(await readFile(join(folder, recordsFile), 'utf8'));
    return { manifest: manifest.data, records };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export function formatRecords(records: readonly CopyRecord[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** Lines that are whole; the last one of a program that was killed may not be. */
export function parseRecords(text: string): CopyRecord[] {
  return text.split('\n').flatMap((line) => {
    const parsed = copyRecord.safeParse(parseIfJson(line));
    return parsed.success ? [parsed.data] : [];
  });
}
