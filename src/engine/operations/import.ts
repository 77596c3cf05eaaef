import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as z from 'zod';
import { groupBy } from '../../core/groupBy';
import type { ArchiveOutcome, ImportFailure, ImportOutcome, UrlListSummary } from '../../protocol/importRequests';
import { refused } from '../errors';
import { printable } from '../exchange/printable';
import { counted } from '../../core/words';
import { archiveKind } from '../import/archive/archiveKind';
import { unpackArchive, unpackLimits } from '../import/archive/unpackArchive';
import { importImages } from '../import/importImages';
import { hostOf } from '../import/hostQueue';
import { importLimits, importSettings, inspectWith } from '../import/importSettings';
import { readListFile } from '../import/readListFile';
import { defineOperation } from './define';
import { donePartly } from './operation';

/** `import`: gets the images of a list of addresses, or of an archive, into a folder. */
export const importOperation = defineOperation({
  name: 'import',
  summary: 'Get images from a list of addresses (text, CSV, JSON, JSON Lines) or an archive (zip, tar, tar.gz).',
  params: importLimits.extend({
    list: z.string(),
    into: z.string().describe('folder for the images, a new one for an archive; classes become folders in it'),
    ...unpackLimits.shape,
  }),
  cli: { positional: ['list'], print, exitCode: ({ failed }) => (failed.length > 0 ? donePartly : 0) },
  run: async (engine, { list, into, ...limits }, call): Promise<ImportOutcome | ArchiveOutcome> => {
    const folder = resolve(into);
    const { report, signal } = call;
    const kind = await archiveKind(list);
    if (kind !== undefined) return unpackArchive({ archive: list, kind, into: folder, limits, report, signal });
    const addresses = await readListFile(list);
    await mkdir(folder, { recursive: true }).catch(refused(`${into} cannot be made`));
    return importImages({
      into: folder,
      list: addresses,
      settings: importSettings(limits),
      inspect: inspectWith(engine, limits),
      report,
      signal,
    });
  },
});

/** What a list of addresses holds, for the question before it is fetched. */
export const describeUrlList = defineOperation({
  name: 'describeUrlList',
  summary: 'Say what a list of addresses holds.',
  params: z.object({ list: z.string() }),
  run: async (_engine, { list }): Promise<UrlListSummary> => {
    const { images, failed } = await readListFile(list);
    const classes = new Set(images.flatMap(({ label }) => (label === undefined ? [] : [label])));
    const hosts = new Set(images.map(({ url }) => hostOf(url)));
    return { images: images.length, classes: [...classes], hosts: hosts.size, failed: failed.length };
  },
});

function print(outcome: ImportOutcome | ArchiveOutcome): string {
  if ('files' in outcome) {
    const { files, images, leftOut, failed, out } = outcome;
    const pictures = images === 1 ? '1 of them an image' : `${images} of them images`;
    return [
      `${counted(files, 'file')}, ${pictures}, in ${out}; ${leftOut} hidden left out, ${failed.length} failed`,
      ...failed.map(({ path, reason }) => printable(`  ${path}: ${reason}`)),
    ].join('\n');
  }
  const { images, copies, known, failed, out } = outcome;
  return [
    `${counted(images, 'image')} in ${out}, ${counted(copies, 'copy', 'copies')} left out, ${known} known from before, ${failed.length} failed`,
    ...byReason(failed).flatMap((those) => [
      printable(`  ${those[0].reason}`),
      ...those.map(({ line, url }) => printable(`    line ${line}${url === undefined ? '' : `  ${url}`}`)),
    ]),
  ].join('\n');
}

/** What failed for one reason each; the reason of most comes first. */
function byReason(failed: ImportOutcome['failed']): ImportFailure[][] {
  return groupBy(failed, ({ reason }) => reason).sort((a, b) => b.length - a.length);
}
