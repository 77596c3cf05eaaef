import * as z from 'zod';
import {
  copiedAs,
  copyFormats,
  copySettings,
  fileModes,
  fits,
  type CopyOutcome,
  type CopySettings,
} from '../../protocol/cleanCopy';
import { counted } from '../../core/words';
import { UserError } from '../errors';
import { layoutOption, openForCommand } from './cliDataset';
import { defineOperation } from './define';
import { donePartly } from './operation';

interface ExportResult extends CopyOutcome {
  /** Readable images that could not be copied all the same. */
  readonly missed: number;
}

/** `export`: a clean copy of a dataset as decided, ready to train on. */
export const exportOperation = defineOperation({
  name: 'export',
  summary: 'Write a clean copy of a dataset to train on: folders, a table, Parquet or WebDataset.',
  params: z.object({
    dir: z.string(),
    layout: layoutOption,
    out: z.string().describe('folder for the copy: new, empty, or an earlier copy that is brought up to date'),
    format: z.enum(copyFormats).default('folder').describe('folder, csv (folders and a table), parquet or webdataset'),
    subsets: z
      .string()
      .default('keep')
      .describe('keep, none, or percent of train,valid,test such as 80,10,10 (copies stay together)'),
    size: z.int().optional().describe('side of square pictures in pixels (default: as they are)'),
    fit: z.enum(fits).optional().describe('with --size: how pictures become square, crop (default), pad or squash'),
    background: z
      .string()
      .default('auto')
      .describe('behind padding and transparency: a colour such as #ffffff, or auto'),
    image: z.enum(copiedAs).default('keep').describe('file format of the pictures: keep, png or jpeg'),
    quality: z.int().optional().describe('quality of JPEG, 1 to 100 (default 95)'),
    grey: z.boolean().default(false).describe('turn pictures grey'),
    strip: z.boolean().default(false).describe('write every picture anew, so that no metadata goes along'),
    files: z
      .enum(fileModes)
      .default('auto')
      .describe('how unchanged files get there: auto (clone where possible, else copy), reflink, link or copy'),
    without: z.array(z.string()).default([]).describe('classes to leave out, e.g. garbage; several with commas'),
    unsorted: z.boolean().default(false).describe('take images without a label as well'),
  }),
  cli: { positional: ['dir'], print, exitCode: ({ missed }) => (missed > 0 ? donePartly : 0) },
  run: async (engine, { dir, layout, out, subsets, ...rest }, call): Promise<ExportResult> => {
    requireUse(rest);
    const settings = readSettings({ ...rest, subsets: readSubsets(subsets) });
    const session = await openForCommand(engine, dir, call, layout);
    await session.preparation.index(call);
    const outcome = await session.exportCopy(settings, out, call);
    const { unreadable, unsorted, classes } = session.inventory();
    if (unsorted > 0 && classes.length > 0 && !settings.unsorted)
      call.note('Images without a label are left out; --unsorted takes them as well. The data card counts them.');
    // Not all that cannot be read was to be copied: what is decided to go is not among those that failed.
    const unread = new Set(unreadable.map(({ path }) => path));
    return { ...outcome, missed: outcome.failed.filter(({ path }) => !unread.has(path)).length };
  },
});

function readSettings(given: unknown): CopySettings {
  const parsed = copySettings.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(`--${issue.path.join('.')} ${issue.message}.`);
}

/** An option that would do nothing is a mistake: a copy that is not square where a square one was wanted. */
function requireUse({ size, fit }: { size?: number; fit?: string }): void {
  if (fit !== undefined && size === undefined)
    throw new UserError('--fit says how pictures become square: name the side in pixels with --size as well.');
}

function readSubsets(text: string): unknown {
  if (text === 'keep' || text === 'none') return text;
  const shares = text.split(/[,/]/).map((part) => Number(part.trim()));
  if (shares.length < 2 || shares.length > 3 || shares.some((share) => !Number.isFinite(share)))
    throw new UserError(`--subsets takes keep, none, or percent of train,valid,test such as 80,10,10, not "${text}".`);
  const [train, valid, test = 0] = shares;
  return { train, valid, test };
}

function print({ images, out, unchanged, reused, subsets, classes, failed, notes }: ExportResult): string {
  const parts = Object.entries(subsets).map(([name, count]) => `${count} ${name}`);
  return [
    unchanged
      ? `Nothing changed: ${counted(images, 'image')} of ${counted(classes, 'class', 'classes')} ${images === 1 ? 'is' : 'are'} in ${out} already.`
      : `${counted(images, 'image')} of ${counted(classes, 'class', 'classes')} written to ${out}${reused > 0 ? ` (${reused} taken over)` : ''}`,
    ...(parts.length > 0 ? [`  ${parts.join(', ')}`] : []),
    ...notes.map((note) => `  note  ${note}`),
    ...failed.map(({ path, reason }) => `  not copied  ${path}: ${reason}`),
  ].join('\n');
}
