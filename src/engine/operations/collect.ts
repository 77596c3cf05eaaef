import { mkdir } from 'node:fs/promises';
import * as z from 'zod';
import type { ImportFailure, ImportOutcome } from '../../protocol/importRequests';
import { search, searchCommand } from '../../protocol/search';
import { UserError, refused } from '../errors';
import { importImages } from '../import/importImages';
import { importLimits, importSettings, inspectWith } from '../import/importSettings';
import type { ListedImage } from '../import/readUrlList';
import { runSearch } from '../import/runSearch';
import { defineOperation } from './define';

/** `collect`: runs the user's search command for each class and imports what it prints. The editor asks it, on consent. */
export const collect = defineOperation({
  name: 'collect',
  summary: 'Search for images with a command of your own, and import them class by class.',
  params: importLimits.extend({
    command: searchCommand,
    searches: z.array(search).min(1).max(1000),
    into: z.string(),
  }),
  run: async (engine, { command, searches, into, ...limits }, { report, signal }): Promise<ImportOutcome> => {
    await mkdir(into, { recursive: true }).catch(refused(`${into} cannot be made`));
    const images: ListedImage[] = [];
    const failed: ImportFailure[] = [];
    for (const [i, { label, term }] of searches.entries()) {
      report({ task: 'search', done: i, total: searches.length, finished: false });
      try {
        const found = await runSearch(command, { label, term }, signal);
        for (const { url } of found.images) images.push({ line: i + 1, url, label, term });
        for (const { reason } of found.failed) failed.push({ line: i + 1, reason: `${term}: ${reason}` });
      } catch (error) {
        // One search that fails costs its class, not the others.
        if (signal.aborted || !(error instanceof UserError)) throw error;
        failed.push({ line: i + 1, reason: error.message });
      }
    }
    report({ task: 'search', done: searches.length, total: searches.length, finished: true });
    return importImages({
      into,
      list: { images, failed },
      settings: importSettings(limits),
      inspect: inspectWith(engine, limits),
      report,
      signal,
    });
  },
});
