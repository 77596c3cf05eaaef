import sharp from 'sharp';

/** Milliseconds that each picture stands, and the last one. */
const standsMs = 1100;
const lastMs = 3000;
const width = 960;

/** Joins pictures of one size into an animated WebP that repeats for ever. */
export async function animate(paths: readonly string[], target: string): Promise<void> {
  const frames = await Promise.all(paths.map((path) => sharp(path).resize({ width }).png().toBuffer()));
  await sharp(frames, { join: { animated: true } })
    .webp({
      delay: frames.map((_, i) => (i === frames.length - 1 ? lastMs : standsMs)),
      loop: 0,
      quality: 72,
      effort: 6,
    })
    .toFile(target);
}
