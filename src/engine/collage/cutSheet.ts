import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { CutOptions } from '../../core/collage/cutOptions';
import { clampBox, padBox, uprightBounds, type Box, type Size } from '../../core/boxes';
import { hasBytes } from '../changes/files/hasBytes';
import { moveToNewName } from '../changes/files/moveToNewName';
import type { ReadLimits } from '../images/limits';
import { withImage } from '../images/loadImage';
import { estimateBackground } from './background';
import { clearedPieces, type PieceOf } from './clearPaper';
import { decodeDeep, to8Bit, type DeepPixels } from './deepPixels';
import { rawSheet } from './loadSheet';
import { extract, surround } from './pieces';
import { requireCuttable } from './requireCuttable';

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
 * box that cannot be cut; then nothing of this call stays to be used.
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
    // Paper is cleared from the border of what is cut, not of the box: the padding would stay as a frame of paper.
    const cuts = boxes.map((box) => padBox(box, options.padding));
    cuts.forEach((cut, at) => requireCuttable(cut, at + 1, pixels, options.square));
    const isClear = options.background === 'transparent';
    const pieceOf = isClear ? clearedPieces(pixels, eight, paper) : (box: Box) => extract(pixels, box);
    const fill = fillOf(paper.colour, isClear || paper.kind === 'transparent');
    const crops: Crop[] = [];
    for (const [at, cut] of cuts.entries()) {
      const file = `${at + 1}.png`;
      const { data, info } = await cutOne(cut, pixels, pieceOf, options.square, fill);
      await writeCrop(join(folder, file), data);
      crops.push({ file, width: info.width, height: info.height });
    }
    return crops;
  });
}

/** Whole or not at all. The same crop may be there from a try whose worker was killed, for another sheet's sake perhaps. */
async function writeCrop(path: string, bytes: Uint8Array): Promise<void> {
  const own = `${path}.${process.pid}`;
  await writeFile(own, bytes, { flag: 'wx' });
  if ((await moveToNewName(own, path)) || (await hasBytes(path, bytes))) return;
  await writeFile(path, bytes, { flag: 'wx' });
}

/** The paper around a crop. */
interface Fill {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  /** 0 or 1. */
  readonly alpha: number;
}

function fillOf(colour: readonly number[], isClear: boolean): Fill {
  const [r, g, b] = colour.map(Math.round);
  return { r, g, b, alpha: isClear ? 0 : 1 };
}

/** The same as samples of a picture. */
function samplesOf({ r, g, b, alpha }: Fill, { data, channels }: DeepPixels): number[] {
  const scale = data instanceof Uint16Array ? 257 : 1;
  const samples = [...(channels < 3 ? [r] : [r, g, b]), alpha * 255].slice(0, channels);
  return samples.map((sample) => sample * scale);
}

async function cutOne(box: Box, sheet: Size, pieceOf: PieceOf, square: boolean, fill: Fill) {
  const piece = box.angle ? await straighten(box, sheet, pieceOf, fill) : pieceOf(box);
  const side = Math.max(piece.width, piece.height);
  const at = { left: (side - piece.width) >> 1, top: (side - piece.height) >> 1 };
  const crop = square ? surround(piece, { width: side, height: side, ...at }, samplesOf(fill, piece)) : piece;
  return open(crop).toColourspace(spaceOf(piece)).png({ compressionLevel: 6 }).toBuffer({ resolveWithObject: true });
}

function spaceOf({ data, channels }: DeepPixels): string {
  const deep = data instanceof Uint16Array;
  return channels < 3 ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb';
}

function open({ data, width, height, channels }: DeepPixels): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}

/** Turns the surroundings of a crooked box back and cuts the middle out. */
async function straighten(box: Box, sheet: Size, pieceOf: PieceOf, fill: Fill): Promise<DeepPixels> {
  const bounds = uprightBounds(box);
  const area = clampBox(bounds, sheet);
  if (!area) throw new RangeError('A box lies beside the sheet');
  const at = { left: area.x - bounds.x, top: area.y - bounds.y };
  const piece = pieceOf(area);
  const whole = surround(piece, { ...bounds, ...at }, samplesOf(fill, piece));
  const turned = await bytesOf(open(whole).rotate(-(box.angle ?? 0), { background: fill }), piece);
  const width = Math.min(turned.width, Math.max(1, Math.round(box.width)));
  const height = Math.min(turned.height, Math.max(1, Math.round(box.height)));
  return extract(turned, { x: (turned.width - width) >> 1, y: (turned.height - height) >> 1, width, height });
}

async function bytesOf(image: Sharp, like: DeepPixels): Promise<DeepPixels> {
  const deep = like.data instanceof Uint16Array;
  const { data, info } = await image
    .toColourspace(spaceOf(like))
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return {
    data: deep ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2) : data,
    width: info.width,
    height: info.height,
    channels: info.channels as DeepPixels['channels'],
  };
}
