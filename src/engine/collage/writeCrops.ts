import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { ifReadable } from '../errors';
import { moveToNewName } from '../changes/files/moveToNewName';
import type { Box } from '../../core/boxes';
import type { CollageSplitter, CutResult } from './collageSplitter';

/**
 * Cuts a sheet into `<name>_<i>.png` in `folder`, i from 1. Never over an existing file: a taken name gets the next
 * number, and a crop that is there from an earlier run is not written again. The crops are made in a folder of their own
 * first, so that a failed cut leaves nothing behind.
 */
export async function writeCrops(
  splitter: CollageSplitter,
  sheet: { readonly path: string; readonly hash: string },
  boxes: readonly Box[],
  folder: string,
  signal: AbortSignal,
): Promise<CutResult> {
  const staging = await mkdtemp(join(folder, '.winnow-crops-'));
  try {
    const options = { padding: 0, square: false, background: 'keep' } as const;
    const reply = await splitter.cutFile(sheet, boxes, staging, options, signal);
    if (reply.ok) {
      const stem = basename(sheet.path, extname(sheet.path));
      let number = 1;
      for (const { file } of reply.crops) {
        const crop = join(staging, file);
        for (; ; number++) {
          const place = join(folder, `${stem}_${number}.png`);
          if ((await moveToNewName(crop, place)) || (await haveSameBytes(crop, place))) break;
        }
        number++;
      }
    }
    return reply;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** What cannot be read there is something else. */
async function haveSameBytes(crop: string, place: string): Promise<boolean> {
  const [cut, there] = await Promise.all([readFile(crop), ifReadable(readFile(place))]);
  return there !== undefined && cut.equals(there);
}
