import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { CutOptions } from '../../core/collage/cutOptions';
import { clampBox, padBox, uprightBounds, type Box } from '../../core/boxes';
import type { ReadLimits } from '../images/limits';
import { withImage } from '../images/loadImage';
import { estimateBackground } from './background';
import { clearPaper } from './clearPaper';
import { decodeDeep, to8Bit, type DeepPixels } from './deepPixels';
import { rawSheet } from './loadSheet';

export interface Crop {
  /** Name in the staging folder. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
}

/** The file is no longer the one that the boxes were drawn on. */
export class SheetChangedError extends Error {
  override readonly name = 'SheetChangedError';
}

/**
 * Cuts boxes (pixels of the full upright sheet) out of a sheet and writes them as `1.png`, `2.png`, … in their order
 * into `folder`, which must exist; existing files are never overwritten. 16 bits and alpha are kept, crooked boxes are
 * straightened. Throws `NoImageError`, `SheetChangedError` when `hash` is given and differs, and a RangeError for a
 * box beside the sheet; then nothing of this call stays to be used.
 */
export function cutSheet(
  path: string,
  boxes: readonly Box[],
  folder: string,
  options: CutOptions,
  limits: ReadLimits,
  hash?: string,
): Promise<Crop[]> {
  return withImage(path, limits, async ({ image, hash: found }) => {
    if (hash !== undefined && hash !== found) throw new SheetChangedError('The sheet has changed since it was read.');
    const pixels = await decodeDeep(image, limits);
    const eight = { ...pixels, data: to8Bit(pixels) };
    const paper = estimateBackground(rawSheet(eight));
    const fill = fillColour(paper.colour, options.background === 'transparent' || paper.kind === 'transparent');
    // Paper is cleared from the border of what is cut, not of the box: the padding would stay as a frame of paper.
    const cuts = boxes.map((box) => padBox(box, options.padding));
    const sheet = options.background === 'transparent' ? clearPaper(pixels, eight, paper, cuts) : pixels;
    const crops: Crop[] = [];
    for (const [at, cut] of cuts.entries()) {
      const file = `${at + 1}.png`;
      const { data, info } = await cutOne(sheet, cut, options.square, fill);
      await writeFile(join(folder, file), data, { flag: 'wx' });
      crops.push({ file, width: info.width, height: info.height });
    }
    return crops;
  });
}

interface Fill {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly alpha: number;
}

function fillColour([r, g, b]: readonly number[], clear: boolean): Fill {
  return { r: Math.round(r), g: Math.round(g), b: Math.round(b), alpha: clear ? 0 : 1 };
}

async function cutOne(sheet: DeepPixels, box: Box, square: boolean, fill: Fill) {
  const deep = sheet.data instanceof Uint16Array;
  const piece = box.angle ? await straighten(sheet, box, fill) : extract(sheet, box);
  let { width, height } = piece;
  let crop = open(piece);
  if (square && width !== height) {
    const side = Math.max(width, height);
    const left = (side - width) >> 1;
    const top = (side - height) >> 1;
    crop = crop.extend({ left, right: side - width - left, top, bottom: side - height - top, background: fill });
    width = height = side;
  }
  const space = sheet.channels < 3 ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb';
  return crop.toColourspace(space).png({ compressionLevel: 6 }).toBuffer({ resolveWithObject: true });
}

function open({ data, width, height, channels }: DeepPixels): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}

function extract(sheet: DeepPixels, box: Box): DeepPixels {
  const area = clampBox(box, sheet);
  if (!area) throw new RangeError('A box lies beside the sheet');
  const { channels } = sheet;
  const row = area.width * channels;
  const length = row * area.height;
  const data = sheet.data instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
  for (let y = 0; y < area.height; y++) {
    const from = ((area.y + y) * sheet.width + area.x) * channels;
    data.set(sheet.data.subarray(from, from + row), y * row);
  }
  return { data, width: area.width, height: area.height, channels };
}

/** Turns the surroundings of a crooked box back and cuts the middle out. */
async function straighten(sheet: DeepPixels, box: Box, fill: Fill): Promise<DeepPixels> {
  const bounds = uprightBounds(box);
  const area = clampBox(bounds, sheet);
  if (!area) throw new RangeError('A box lies beside the sheet');
  const piece = extract(sheet, area);
  const whole = await bytesOf(
    open(piece).extend({
      left: area.x - bounds.x,
      top: area.y - bounds.y,
      right: bounds.x + bounds.width - area.x - area.width,
      bottom: bounds.y + bounds.height - area.y - area.height,
      background: fill,
    }),
    sheet,
  );
  const turned = await bytesOf(open(whole).rotate(-(box.angle ?? 0), { background: fill }), sheet);
  const width = Math.min(turned.width, Math.max(1, Math.round(box.width)));
  const height = Math.min(turned.height, Math.max(1, Math.round(box.height)));
  return extract(turned, { x: (turned.width - width) >> 1, y: (turned.height - height) >> 1, width, height });
}

async function bytesOf(image: Sharp, like: DeepPixels): Promise<DeepPixels> {
  const deep = like.data instanceof Uint16Array;
  const space = like.channels < 3 ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb';
  const { data, info } = await image
    .toColourspace(space)
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return {
    data: deep ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2) : data,
    width: info.width,
    height: info.height,
    channels: info.channels as DeepPixels['channels'],
  };
}
