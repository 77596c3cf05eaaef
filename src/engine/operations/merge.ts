import { resolve } from 'node:path';
import * as z from 'zod';
import { counted } from '../../core/words';
import { UserError } from '../errors';
import { imagesVersion } from '../images/version';
import type { StoredFacts } from '../images/readImage';
import { Cache } from '../store/cache';
import { mergeCaches } from '../store/mergeCaches';
import { defineOperation } from './define';

/** `merge`: makes one cache of those that the shards of an index wrote. */
export const merge = defineOperation({
  name: 'merge',
  summary: 'Make one cache of several, such as those of index --shard.',
  params: z.object({
    caches: z.array(z.string()).min(1),
    into: z.string().describe('folder of the cache that takes everything; new, or one to be added to'),
  }),
  cli: {
    positional: ['caches'],
    print,
  },
  run: async (_engine, { caches, into }, { report, signal }): Promise<{ images: number }> => {
    const target = resolve(into);
    const sources = [...new Set(caches.map((folder) => resolve(folder)))];
    if (sources.includes(target)) throw new UserError(`${into} is one of the caches to be merged; name another.`);
    let done = 0;
    await mergeCaches(sources, target, {
      signal,
      onEntries: (copied) => report({ task: 'merge', done: (done += copied), total: 0, finished: false }),
    });
    report({ task: 'merge', done, total: done, finished: true });
    const cache = new Cache<StoredFacts>(target, imagesVersion);
    try {
      return { images: cache.images };
    } finally {
      await cache.close();
    }
  },
});

function print({ images }: { images: number }): string {
  return `${counted(images, 'image')} in the cache`;
}
