import sharp, { type Sharp } from 'sharp';
import { drawGrain } from './grain';
import { Random } from './random';
import { drawings, type Subject } from './subject';
import { SvgCanvas } from './svgCanvas';

/** What to draw; the same drawing gives the same pixels. */
export interface Drawing {
  readonly subject: Subject;
  readonly seed: string;
  readonly width: number;
  readonly height: number;
}

/**
 * Draws the subject and makes a photograph of it: light from one side, a darker rim, grain, and a camera's colour cast.
 * Charts, screenshots and sheets stay clean. Gives an 8-bit sRGB pipeline of `width` x `height`, ready to encode.
 */
export async function renderDrawing({ subject, seed, width, height }: Drawing): Promise<Sharp> {
  const random = new Random(`${seed}/${subject}`);
  const canvas = new SvgCanvas(width, height);
  drawings[subject](canvas, random);
  const flat = subject === 'chart' || subject === 'screenshot';
  if (!flat && subject !== 'sheet') addLight(canvas, random);
  const { data, info } = await sharp(Buffer.from(canvas.toString()))
    .flatten()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (!flat) drawGrain(data, info.width, info.height, random);
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } });
}

function addLight(canvas: SvgCanvas, random: Random): void {
  const [x, y] = [random.range(0.1, 0.9), random.range(0.05, 0.6)];
  const warm = random.pick(['#ffe6b0', '#fff4dc', '#dcecff', '#ffd9c0']);
  const light = canvas.radial(
    [
      [0, warm, random.range(0.1, 0.32)],
      [1, warm, 0],
    ],
    x,
    y,
    random.range(0.5, 0.8),
  );
  const rim = canvas.radial(
    [
      [0.55, '#000', 0],
      [1, '#0a0614', random.range(0.05, 0.34)],
    ],
    0.5,
    0.5,
    0.75,
  );
  for (const paint of [light, rim])
    canvas.add(`<rect width="${canvas.width}" height="${canvas.height}" fill="${paint}"/>`);
}
