import { open, rename } from 'node:fs/promises';
import type { Engine } from '../engine';
import { inLanes } from '../jobs/inLanes';
import { RateMeter, type Report } from '../jobs/progress';
import type { TrainingImage } from '../session/ranking/trainingImages';

/** The whole picture, its aspect ratio lost: nothing that the label may be about is cut off. */
export const inputCrop = 'squash';

export interface DecodeCall {
  readonly report: Report;
  readonly signal: AbortSignal;
}

/**
 * Decodes images into one flat file, [n, size, size, 3] uint8, image i at its index; whole or not there at all. Returns
 * which were read; the others (gone, changed or broken since they were indexed) are zeros.
 */
export async function decodeImages(
  engine: Engine,
  root: string,
  images: readonly TrainingImage[],
  size: number,
  path: string,
  call: DecodeCall,
): Promise<boolean[]> {
  const meter = new RateMeter('decode', images.length, call.report);
  const isRead = images.map(() => false);
  const bytes = size * size * 3;
  const draft = `${path}.part`;
  const file = await open(draft, 'w');
  try {
    await file.truncate(images.length * bytes);
    await inLanes(images.entries(), 2 * engine.threads, async ([i, image]) => {
      const reply = await engine.readers.run(
        image.path,
        {
          kind: 'network-input',
          path: `${root}/${image.path}`,
          tensor: { size, crop: inputCrop },
          limits: engine.options.limits,
        },
        call.signal,
      );
      if ('tensor' in reply && reply.ok && 'hash' in reply && reply.hash === image.hash) {
        await file.write(reply.tensor, 0, bytes, i * bytes);
        isRead[i] = true;
      }
      meter.step();
    });
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  meter.finish();
  return isRead;
}
