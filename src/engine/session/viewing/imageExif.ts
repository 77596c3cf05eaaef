import type { ImageExif } from '../../../protocol/exif';
import type { Engine } from '../../engine';

/** What the camera wrote into a file, read by a worker. */
export async function imageExif(engine: Engine, path: string, signal: AbortSignal): Promise<ImageExif> {
  const reply = await engine.readers.run(path, { kind: 'exif', path, limits: engine.options.limits }, signal);
  if ('exif' in reply) return reply.exif;
  return { kind: 'damaged', reason: 'reason' in reply ? reply.reason : 'The file cannot be read.' };
}
