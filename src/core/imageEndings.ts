import { splitName } from './freeName';

/** Endings that say that a file is an image, of whatever format. */
const imageEndings = new Set(
  'jpg jpeg jpe jfif png apng webp gif bmp dib tif tiff avif heic heif jp2 ico tga pbm pgm ppm pnm'.split(' '),
);

/** The name with another ending (`.png`). What follows the last dot and is no image's ending belongs to the stem. */
export function withEnding(name: string, ending: string): string {
  const split = splitName(name);
  const isEnding = imageEndings.has(split.ending.slice(1).toLowerCase());
  return (isEnding ? split.stem : name) + ending;
}
