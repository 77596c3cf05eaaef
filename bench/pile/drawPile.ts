import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { Random } from '../../src/engine/sample/random';
import { writeManyImages } from '../../test/fixtures/manyImages';

/** Where the parts of a drawn pile lie. */
export interface Pile {
  /** Unsorted images, named so that their first letter tells what they are: a or b (a class), g (garbage). */
  readonly pile: string;
  /** Sheets of nine pictures of one class each, named likewise. */
  readonly sheets: string;
  /** A folder per class, and one of garbage, with labelled examples. */
  readonly examples: string;
}

const side = 96;
const perSheet = 9;
const examplesPerClass = 40;
export const classes = ['a', 'b', 'g'] as const;

/**
 * Draws about `count` files, by seed: one in forty a sheet, one in seven garbage, one in five a copy (of the same bytes
 * or saved anew), the others pictures of two classes.
 */
export async function drawPile(folder: string, count: number): Promise<Pile> {
  const place = { pile: join(folder, 'pile'), sheets: join(folder, 'sheets'), examples: join(folder, 'examples') };
  for (const path of [place.pile, place.sheets, ...classes.map((name) => join(place.examples, name))])
    await mkdir(path, { recursive: true });
  const random = new Random(`pile/${count}`);
  const sheets = Math.max(2, Math.floor(count / 40));
  const garbage = Math.floor(count / 7);
  const copies = Math.floor(count / 5);
  const own = count - sheets - garbage - copies;
  const drawn = join(folder, 'drawn');
  // Two of the drawer's four classes, far from one another; a sheet more, as the classes take turns.
  const needed = own + (sheets + 2) * perSheet + 2 * examplesPerClass;
  const paths = await writeManyImages(drawn, 2 * needed, { classes: 4, size: side });
  const ofClass = [
    paths.filter((path) => path.startsWith('class-01')),
    paths.filter((path) => path.startsWith('class-03')),
  ];
  const take = async (at: number): Promise<Buffer> => readFile(join(drawn, ofClass[at].pop()!));

  for (let i = 0; i < examplesPerClass; i++) {
    for (const at of [0, 1]) await writeFile(join(place.examples, classes[at], `e${i}.jpg`), await take(at));
    await writeFile(join(place.examples, 'g', `e${i}.jpg`), await drawGarbage(random));
  }
  for (let i = 0; i < sheets; i++) {
    const pictures = await Promise.all(Array.from({ length: perSheet }, () => take(i % 2)));
    await writeFile(join(place.sheets, `${classes[i % 2]}${i}.png`), await drawSheet(pictures));
  }
  for (let i = 0; i < garbage; i++) await writeFile(join(place.pile, `g${i}.jpg`), await drawGarbage(random));
  for (let i = 0, copied = 0; i < own; i++) {
    const picture = await take(i % 2);
    const name = join(place.pile, `${classes[i % 2]}${i}`);
    await writeFile(`${name}.jpg`, picture);
    if (copied * own > i * copies) continue;
    const anew = copied++ % 2 === 0;
    await writeFile(`${name}-copy.jpg`, anew ? await sharp(picture).jpeg({ quality: 60 }).toBuffer() : picture);
  }
  return place;
}

/** Blocks of noise in random colours: like neither class. */
async function drawGarbage(random: Random): Promise<Buffer> {
  const cells = 6;
  const data = Uint8Array.from({ length: cells * cells * 3 }, () => Math.floor(random.range(0, 256)));
  const image = sharp(data, { raw: { width: cells, height: cells, channels: 3 } });
  return image.resize(side, side, { kernel: 'nearest' }).jpeg({ quality: 80 }).toBuffer();
}

/** Three rows of three pictures on white. */
async function drawSheet(pictures: readonly Buffer[]): Promise<Buffer> {
  const step = side + 24;
  const page = { width: 3 * step + 24, height: 3 * step + 24, channels: 3, background: 'white' } as const;
  const placed = pictures.map((input, i) => ({ input, left: 24 + (i % 3) * step, top: 24 + Math.floor(i / 3) * step }));
  return sharp({ create: page }).composite(placed).png().toBuffer();
}
