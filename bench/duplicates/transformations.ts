import sharp, { type Sharp } from 'sharp';

/** A seeded change of a real picture, as copies found in the wild have gone through it. */
export interface Transformation {
  readonly name: string;
  /** Counts among those that must be found (the others are reported). */
  readonly required: boolean;
  apply(file: Buffer, random: () => number): Promise<Buffer>;
}

/** mulberry32: small, seeded, good enough to choose parameters. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const between = (random: () => number, low: number, high: number): number => low + (high - low) * random();
const open = (file: Buffer): Sharp =>
  sharp(file, { failOn: 'none' }).rotate().flatten({ background: 'white' }).toColourspace('srgb');
const jpeg = (image: Sharp): Promise<Buffer> => image.jpeg({ quality: 88 }).toBuffer();

async function sizeOf(file: Buffer): Promise<{ width: number; height: number }> {
  const { info } = await open(file).raw().toBuffer({ resolveWithObject: true });
  return info;
}

async function crop(file: Buffer, share: number, random: () => number): Promise<Buffer> {
  const { width, height } = await sizeOf(file);
  const w = Math.round(width * (1 - share));
  const h = Math.round(height * (1 - share));
  const left = Math.floor(between(random, 0, width - w + 1));
  const top = Math.floor(between(random, 0, height - h + 1));
  return jpeg(open(file).extract({ left, top, width: w, height: h }));
}

async function overlay(file: Buffer, svg: (width: number, height: number) => string): Promise<Buffer> {
  const { width, height } = await sizeOf(file);
  return jpeg(open(file).composite([{ input: Buffer.from(svg(width, height)) }]));
}

async function screenshot(file: Buffer, random: () => number): Promise<Buffer> {
  const { width, height } = await sizeOf(file);
  const bar = Math.round(between(random, 0.06, 0.12) * height);
  const side = Math.round(between(random, 0.01, 0.08) * width);
  const foot = Math.round(between(random, 0.02, 0.08) * height);
  const dark = random() < 0.5;
  const outer = { width: width + 2 * side, height: height + bar + foot };
  const colour = dark ? '#202124' : '#f3f3f3';
  const ink = dark ? '#e8eaed' : '#3c4043';
  const frame = `<svg xmlns="http://www.w3.org/2000/svg" width="${outer.width}" height="${outer.height}"><rect width="100%" height="100%" fill="${colour}"/><circle cx="${bar / 2}" cy="${bar / 2}" r="${bar / 5}" fill="#e33"/><circle cx="${bar}" cy="${bar / 2}" r="${bar / 5}" fill="#fb3"/><rect x="${bar * 1.6}" y="${bar / 4}" width="${outer.width / 2}" height="${bar / 2}" rx="4" fill="${dark ? '#35363a' : '#fff'}"/><rect x="${bar * 1.8}" y="${bar * 0.42}" width="${outer.width / 5}" height="${bar * 0.16}" fill="${ink}"/></svg>`;
  const inner = await open(file).png().toBuffer();
  return sharp(Buffer.from(frame))
    .composite([{ input: inner, left: side, top: bar }])
    .png()
    .toBuffer();
}

async function border(file: Buffer, random: () => number): Promise<Buffer> {
  const { width, height } = await sizeOf(file);
  const side = Math.max(2, Math.round(between(random, 0.02, 0.12) * Math.max(width, height)));
  const background = ['#ffffff', '#000000', '#808080', '#cc3333'][Math.floor(random() * 4)];
  const even = random() < 0.5;
  return jpeg(
    open(file).extend({ top: side, bottom: side, left: even ? side : 0, right: even ? side : 0, background }),
  );
}

/** A sheared and rotated picture under a soft highlight: a phone's photograph of it, without a promise. */
async function photographed(file: Buffer, random: () => number): Promise<Buffer> {
  const { width, height } = await sizeOf(file);
  const glare = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><radialGradient id="g"><stop offset="0" stop-color="white" stop-opacity="0.6"/><stop offset="1" stop-color="white" stop-opacity="0"/></radialGradient><ellipse cx="${between(random, 0.2, 0.8) * width}" cy="${between(random, 0.2, 0.8) * height}" rx="${width / 3}" ry="${height / 3}" fill="url(#g)"/></svg>`;
  const lit = await open(file)
    .composite([{ input: Buffer.from(glare) }])
    .png()
    .toBuffer();
  const tilt = (): number => between(random, -0.06, 0.06);
  return jpeg(sharp(lit).affine([1 + tilt(), tilt(), tilt(), 1 + tilt()], { background: '#777' }));
}

export const transformations: readonly Transformation[] = [
  {
    name: 'jpeg 30 to 95',
    required: true,
    apply: (file, random) =>
      open(file)
        .jpeg({ quality: Math.round(between(random, 30, 95)) })
        .toBuffer(),
  },
  {
    name: 'webp 30 to 90',
    required: true,
    apply: (file, random) =>
      open(file)
        .webp({ quality: Math.round(between(random, 30, 90)) })
        .toBuffer(),
  },
  {
    name: 'resize 0.25 to 2',
    required: true,
    async apply(file, random) {
      const { width } = await sizeOf(file);
      return jpeg(open(file).resize(Math.max(8, Math.round(width * 2 ** between(random, -2, 1)))));
    },
  },
  {
    name: 'brightness and contrast',
    required: true,
    apply(file, random) {
      const gain = between(random, 0.7, 1.3);
      return jpeg(open(file).linear(gain, between(random, -25, 25) + 128 * (1 - gain)));
    },
  },
  { name: 'border', required: true, apply: border },
  { name: 'crop up to 10 %', required: false, apply: (file, random) => crop(file, between(random, 0.02, 0.1), random) },
  { name: 'grey', required: false, apply: (file) => jpeg(open(file).grayscale()) },
  {
    name: 'recoloured',
    required: false,
    apply: (file, random) =>
      jpeg(open(file).modulate({ saturation: between(random, 0.4, 1.6), hue: Math.round(between(random, -20, 20)) })),
  },
  {
    name: 'watermark',
    required: false,
    apply: (file, random) =>
      overlay(file, (width, height) => {
        const size = Math.round(width * between(random, 0.08, 0.14));
        return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><text x="${between(random, 0, 0.3) * width}" y="${between(random, 0.3, 0.9) * height}" font-size="${size}" font-family="sans-serif" font-weight="bold" fill="white" fill-opacity="0.6">© SAMPLE</text></svg>`;
      }),
  },
  { name: 'screenshot frame', required: false, apply: screenshot },
  { name: 'photographed', required: false, apply: photographed },
  { name: 'mirrored', required: false, apply: (file) => jpeg(open(file).flop()) },
  { name: 'rotated by 90', required: false, apply: (file) => jpeg(sharp(file, { failOn: 'none' }).rotate(90)) },
];
