import * as z from 'zod';
import { UserError } from '../errors';
import { archiveKind } from '../import/archive/archiveKind';
import { unpackArchive, unpackLimits } from '../import/archive/unpackArchive';
import { defineOperation } from './define';

/** `unpack`: what the editor asks when an archive is imported; on the command line `import` does it. */
export const unpack = defineOperation({
  name: 'unpack',
  summary: 'Unpack an archive of images into a new folder.',
  params: z.object({ archive: z.string(), into: z.string() }),
  run: async (_engine, { archive, into }, { report, signal }) => {
    const kind = await archiveKind(archive);
    if (kind === undefined) throw new UserError(`${archive} is no zip, tar or tar.gz archive.`);
    return unpackArchive({ archive, kind, into, limits: unpackLimits.parse({}), report, signal });
  },
});
