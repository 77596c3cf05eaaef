import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { uprightBounds, type Box } from '../../core/boxes';
import { DEFAULT_SETTINGS, type SheetSettings } from '../../core/collage/sheetSettings';
import { CropFolder } from '../collage/writeCrops';
import { scanFolder, type LeftOut } from '../dataset/scan';
import type { Engine } from '../engine';
import { refused } from '../errors';
import { printable } from '../exchange/printable';
import { inLanes } from '../jobs/inLanes';
import { RateMeter } from '../jobs/progress';
import { defineOperation } from './define';
import { donePartly, type Call } from './operation';
import { skippedByReason } from './skippedByReason';
import { counted } from '../../core/words';

interface SplitImage {
  readonly path: string;
  /** x, y, width, height in pixels of the upright image, in reading order. */
  readonly boxes: (readonly [number, number, number, number])[];
}

interface SplitResult {
  readonly images: SplitImage[];
  readonly failed: { readonly path: string; readonly reason: string; readonly read: boolean }[];
  /** Of a folder, what was not looked at. */
  readonly skipped: readonly LeftOut[];
  readonly out?: string;
  /** Whether all was done that was asked for: the file that was named was read, and every sheet was cut. */
  readonly complete: boolean;
}

interface SplitJob {
  readonly settings: SheetSettings;
  readonly crops?: CropFolder;
  /** In a folder only sheets are cut; a file that was named is cut whatever it is. */
  readonly sheetsOnly: boolean;
}

const sheetsAtOnce = 2;

/** `split`: the boxes of collage sheets, and with --out their pictures. */
export const split = defineOperation({
  name: 'split',
  summary: 'Split collages: find the pictures on a sheet and cut them out.',
  params: z.object({
    source: z.string(),
    minSize: z
      .number()
      .positive()
      .optional()
      .describe('smallest width or height of a box in pixels (default: relative to the sheet)'),
    out: z.string().optional().describe('folder for the crops, <name>_<i>.png, never over an existing file'),
    preset: z
      .enum(['default', 'recipe'])
      .default('default')
      .describe('default looks at the sheet; recipe is the plain contour method'),
  }),
  cli: { positional: ['source'], print, exitCode: ({ complete }) => (complete ? 0 : donePartly) },
  run: async (engine, { source, minSize, out, preset }, call): Promise<SplitResult> => {
    const path = resolve(source);
    const found = await stat(path).catch(refused(`${source} cannot be opened`));
    const isFolder = found.isDirectory();
    const scan = isFolder && (await scanFolder(path, { exclude: engine.options.exclude, signal: call.signal }));
    const files = scan ? scan.files.map((file) => file.path) : [basename(path)];
    const settings = { ...DEFAULT_SETTINGS, preset, minSize: minSize ?? ('auto' as const) };
    const crops = out === undefined ? undefined : await CropFolder.open(resolve(out));
    try {
      const job = { settings, crops, sheetsOnly: isFolder };
      const done = await splitAll(engine, isFolder ? path : dirname(path), files, job, call);
      return { ...done, skipped: scan ? scan.leftOut : [], ...(crops && { out: crops.path }) };
    } finally {
      await crops?.close();
    }
  },
});

async function splitAll(
  engine: Engine,
  folder: string,
  files: readonly string[],
  job: SplitJob,
  call: Call,
): Promise<Omit<SplitResult, 'skipped' | 'out'>> {
  const meter = new RateMeter('split', files.length, call.report);
  const images: (SplitImage | undefined)[] = [];
  const failed: SplitResult['failed'] = [];
  let complete = true;
  await inLanes(files.entries(), sheetsAtOnce * engine.threads, async ([at, path]) => {
    const outcome = await splitOne(engine, join(folder, path), job, call.signal);
    if (outcome.ok) images[at] = { path, boxes: outcome.boxes.map(rectangle) };
    else failed.push({ path, reason: outcome.reason, read: outcome.isRead });
    // In a folder there may be files of all kinds: that one is no picture is no failure.
    if (!outcome.ok && (outcome.isRead || !job.sheetsOnly)) complete = false;
    meter.step();
  });
  meter.finish();
  // As they were listed, not as they came back.
  failed.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { images: images.filter((image) => image !== undefined), failed, complete };
}

/** The boxes of one file, or why there are none; it may have been read and not be cut. */
type Outcome =
  | { readonly ok: true; readonly boxes: readonly Box[] }
  | { readonly ok: false; readonly reason: string; readonly isRead: boolean };

async function splitOne(
  engine: Engine,
  path: string,
  { settings, crops, sheetsOnly }: SplitJob,
  signal: AbortSignal,
): Promise<Outcome> {
  const turn = crops?.turn(path);
  try {
    const reply = await engine.splitter.splitFile(path, settings, signal);
    if (!reply.ok) return { ok: false, reason: reply.reason, isRead: false };
    if (crops && turn && reply.boxes.length > 0 && (reply.isCollage || !sheetsOnly)) {
      const cut = await crops.write(engine.splitter, { path, hash: reply.hash }, reply.boxes, turn, signal);
      if (!cut.ok) return { ok: false, reason: cut.reason, isRead: true };
    }
    return { ok: true, boxes: reply.boxes };
  } finally {
    turn?.end();
  }
}

function rectangle(box: Box): [number, number, number, number] {
  const { x, y, width, height } = uprightBounds(box);
  return [x, y, width, height];
}

function print({ images, failed, skipped, out }: SplitResult): string {
  const boxes = images.reduce((sum, image) => sum + image.boxes.length, 0);
  return [
    `${counted(boxes, 'box', 'boxes')} in ${counted(images.length, 'image')}${out ? `; crops are in ${out}` : ''}`,
    ...images.map((image) => printable(`  ${image.path}: ${image.boxes.length}`)),
    ...failed.map(({ path, reason, read }) => printable(`  not ${read ? 'cut' : 'read'}  ${path}: ${reason}`)),
    ...skippedByReason(skipped),
  ].join('\n');
}
