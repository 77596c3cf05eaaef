import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { Turns } from '../jobs/turns';
import { checkLimits, type ReadLimits } from './limits';
import { openImage, type OpenedImage } from './openImage';
import { readFileOnce } from './readFileOnce';
import { sniff, sniffBytes, type ImageFormat } from './sniff';
import { skipped, unreadable, type NoImageError } from './unreadable';

/** Bytes of file and decode above which a job has the process to itself. */
const largeBytes = 48e6;
const large = new Turns();
const imageEnding = /\.(jpe?g|jfif|jpe|png|apng|webp|gif|bmp|dib|tiff?|avif)$/i;

export interface LoadedImage {
  readonly image: OpenedImage;
  /** sha256 of the file's bytes, hex. */
  readonly hash: string;
}

/**
 * Reads a file once, checks what it claims, and hands it to `use`. `onHash` is told the content hash before anything
 * can fail about the picture. Throws `NoImageError`.
 */
export async function withImage<T>(
  path: string,
  limits: ReadLimits,
  use: (loaded: LoadedImage) => Promise<T>,
  onHash?: (hash: string) => void,
): Promise<T> {
  const size = await stat(path).then(
    (stats) => stats.size,
    (_toldByTheRead: unknown) => 0,
  );
  const work = async (): Promise<T> => {
    const { file, format } = await readImageFile(path, limits);
    const hash = createHash('sha256').update(file).digest('hex');
    onHash?.(hash);
    const image = await openImage(file, format);
    checkLimits(image.header, limits);
    const run = (): Promise<T> => use({ image, hash });
    return size <= largeBytes && image.header.memory > largeBytes ? large.run(run) : run();
  };
  return size > largeBytes ? large.run(work) : work();
}

async function readImageFile(path: string, limits: ReadLimits): Promise<{ file: Buffer; format: ImageFormat }> {
  let format: ImageFormat | undefined;
  const file = await readFileOnce(path, limits.megabytes * 1e6, (head) => {
    format = acceptedFormat(path, head);
  });
  return { file, format: format ?? acceptedFormat(path, file.subarray(0, sniffBytes)) };
}

function acceptedFormat(path: string, head: Buffer): ImageFormat {
  const sniffed = sniff(head);
  if (sniffed.kind === 'image') return sniffed.format;
  if (sniffed.kind === 'unsupported') throw skipped(`${sniffed.name} is not supported.`);
  throw noImage(path, head.length === 0 ? 'The file is empty.' : `It is not an image but ${sniffed.name}.`);
}

/** What is named like an image was meant as one; everything else simply lies in the folder. */
function noImage(path: string, reason: string): NoImageError {
  return imageEnding.test(path) ? unreadable(reason) : skipped(reason);
}
