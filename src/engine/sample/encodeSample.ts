import sharp, { type Sharp } from 'sharp';
import { renderDrawing } from './renderDrawing';
import type { Change, Encoding, PlannedFile, Source } from './samplePlan';
import type { Flaw } from './sampleTruth';

/** The bytes of a planned file; `original` gives those of the file that it is a copy of. */
export async function encodeSample(
  { image, source }: PlannedFile,
  original: (path: string) => Promise<Buffer>,
): Promise<Buffer> {
  switch (source.kind) {
    case 'copy':
      return original(source.of);
    case 'change':
      return encode(await changed(await original(source.of), source.change), source.encoding);
    case 'draw':
      return damaged(await encodeDrawing(source, image.flaw), image.flaw);
  }
}

async function encodeDrawing(
  { drawing, encoding }: Extract<Source, { kind: 'draw' }>,
  flaw: Flaw | undefined,
): Promise<Buffer> {
  const picture = await renderDrawing(drawing);
  if (flaw?.kind === 'quality') return encode(spoiled(picture, flaw.type, drawing.width), encoding);
  return encode(picture, encoding);
}

/** As if shot in the dark, against the light, or out of focus. */
function spoiled(picture: Sharp, type: Extract<Flaw, { kind: 'quality' }>['type'], width: number): Sharp {
  switch (type) {
    case 'dark':
      return picture.linear(0.14, 0);
    case 'bright':
      return picture.linear(0.07, 246);
    case 'blurry':
      return picture.blur(width / 14);
  }
}

function damaged(bytes: Buffer, flaw: Flaw | undefined): Buffer {
  return flaw?.kind === 'truncated' ? bytes.subarray(0, Math.floor(bytes.length * 0.55)) : bytes;
}

async function changed(bytes: Buffer, { scale, crop, brightness }: Change): Promise<Sharp> {
  const { width, height } = await sharp(bytes).metadata();
  const [left, top] = [Math.round(width * crop), Math.round(height * crop)];
  const inner = { left, top, width: width - 2 * left, height: height - 2 * top };
  return sharp(bytes)
    .extract(inner)
    .resize(Math.round(inner.width * scale))
    .linear(brightness, 0);
}

function encode(picture: Sharp, encoding: Encoding): Promise<Buffer> {
  switch (encoding.format) {
    case 'jpeg':
      return picture.jpeg({ quality: encoding.quality }).toBuffer();
    case 'webp':
      return picture.webp({ quality: encoding.quality, effort: 2 }).toBuffer();
    case 'png':
      return picture.png({ compressionLevel: 6 }).toBuffer();
  }
}
