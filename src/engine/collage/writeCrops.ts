import { mkdtemp, rm } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { moveToNewName } from '../changes/files/moveToNewName';
import type { Box } from '../../core/boxes';
import type { CollageSplitter, CutResult } from './collageSplitter';

/**
 * Cuts a sheet into `<name>_<i>.png` in `folder`, i from 1. Never over an existing file: a taken name gets the next
 * number. The crops are made in a folder of their own first, so that a failed cut leaves nothing behind.
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
        while (!(await moveToNewName(join(staging, file), join(folder, `${stem}_${number}.png`)))) number++;
        number++;
      }
    }
    return reply;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
