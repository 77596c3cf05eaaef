import { stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import * as z from 'zod';
import { counted } from '../../core/words';
import { UserError, refused } from '../errors';
import { writeWhole } from '../trainer/writeWhole';
import { layoutOption, openForCommand, requireFolder } from './cliDataset';
import { defineOperation } from './define';
import { pathBelow } from '../pathBelow';
import { lstatIfThere } from '../changes/files/directories';
import { diskOps } from '../changes/files/fileOps';

interface ReportResult {
  readonly images: number;
  /** Images without a place in it: unreadable files. */
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  readonly out: string;
}

/** `report`: a dataset's state as one HTML page to be passed on. */
export const report = defineOperation({
  name: 'report',
  summary: 'Write a self-contained HTML page: counts, confusion, map, doubtful images, findings, changes.',
  params: z.object({
    dir: z.string(),
    layout: layoutOption,
    out: z.string().describe('the HTML file to write, outside the dataset; an older one is replaced'),
    worst: z.int().min(0).max(500).default(60).describe('doubtful images to show (60)'),
    noMap: z.boolean().default(false).describe('leave the embedding map out'),
  }),
  cli: { positional: ['dir'], print },
  run: async (engine, { dir, layout, out, worst, noMap }, call): Promise<ReportResult> => {
    const target = resolve(out);
    await requirePlace(target, await requireFolder(dir));
    const session = await openForCommand(engine, dir, call, layout);
    await requirePlace(target, session.root);
    await session.preparation.index(call);
    await session.ranker.fit(call.signal);
    const html = await session.report.html({ images: worst, map: !noMap }, call.signal);
    await writeWhole(target, html);
    return { images: session.summary().images, failed: session.inventory().unreadable, out: target };
  },
});

/** Says at once what would otherwise fail after all the work. Throws `UserError`. */
async function requirePlace(target: string, dataset: string): Promise<void> {
  if (!['.html', '.htm'].includes(extname(target).toLowerCase()))
    throw new UserError(`--out names an HTML file; ${target} does not end in .html.`);
  if (pathBelow(dataset, target) !== undefined)
    throw new UserError(
      `${target} lies in the dataset, where a report is one more file that is no image. Choose a place outside.`,
    );
  const folder = await stat(dirname(target)).catch(refused(`${dirname(target)} cannot be opened`));
  if (!folder.isDirectory()) throw new UserError(`${dirname(target)} is not a folder.`);
  const there = await lstatIfThere(diskOps, target);
  if (there && there.kind !== 'file') throw new UserError(`${target} is there and is no file.`);
}

function print({ images, out, failed }: ReportResult): string {
  const rest = failed.length > 0 ? ` ${counted(failed.length, 'file')} cannot be read.` : '';
  return `A report on ${counted(images, 'image')} was written to ${out}.${rest}`;
}
