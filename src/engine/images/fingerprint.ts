import { contentBox } from './contentBox';
import { dHash, pHash, phashSide } from './perceptualHash';
import type { Plane, RgbPixels } from './pixels';
import { resample, wholeBox, type Box, type Samples } from './resample';

/** What near-duplicate search knows of an image: small, and derived from the one decode. */
export interface Fingerprint {
  /** 64-bit difference hash, [8] bytes. */
  readonly dHash: Uint8Array;
  /** 64-bit perceptual hash, [8] bytes. */
  readonly pHash: Uint8Array;
  /** Perceptual hash without a border of one colour; the same as `pHash` where there is none. */
  readonly contentHash: Uint8Array;
  /** Left, top, right, bottom of the picture without that border, in 255ths of its sides, [4] bytes. */
  readonly contentBox: Uint8Array;
  /** The picture squeezed to 32 x 32 luma, then 8 x 8 of blue and of red difference (BT.601), [1152] bytes. */
  readonly signature: Uint8Array;
  /** The luma of the picture without its border, [1024] bytes; only where there is one. */
  readonly contentSignature?: Uint8Array;
}

export const signatureSide = phashSide;
const chromaSide = 8;
export const signatureBytes = signatureSide ** 2 + 2 * chromaSide ** 2;

/** Side of the square from which the smaller ones are made. */
const middleSide = 72;

export function makeFingerprint(rgb: RgbPixels, luma: Plane): Fingerprint {
  const whole = wholeBox(rgb);
  const box = contentBox(rgb);
  const middle = lumaSquare(luma, whole);
  const square = resample(middle, wholeBox(middle), phashSide, phashSide);
  const bordered = box.width !== whole.width || box.height !== whole.height;
  const content = bordered ? hashSquare(luma, box) : undefined;
  const hash = pHash(square);
  return {
    dHash: dHash(resample(middle, wholeBox(middle), 9, 8)),
    pHash: hash,
    contentHash: content ? pHash(content) : hash,
    contentBox: boxBytes(box, rgb),
    signature: makeSignature(rgb, square),
    contentSignature: content,
  };
}

function hashSquare(luma: Plane, box: Box): Uint8Array {
  const middle = lumaSquare(luma, box);
  return resample(middle, wholeBox(middle), phashSide, phashSide);
}

function lumaSquare(luma: Plane, box: Box): Samples {
  const data = resample({ ...luma, channels: 1 }, box, middleSide, middleSide);
  return { data, width: middleSide, height: middleSide, channels: 1 };
}

function boxBytes(box: Box, { width, height }: RgbPixels): Uint8Array {
  return Uint8Array.of(
    Math.round((box.left / width) * 255),
    Math.round((box.top / height) * 255),
    Math.round(((box.left + box.width) / width) * 255),
    Math.round(((box.top + box.height) / height) * 255),
  );
}

function makeSignature(rgb: RgbPixels, luma: Uint8Array): Uint8Array {
  const signature = new Uint8Array(signatureBytes);
  signature.set(luma);
  const small = meanColours(rgb);
  const count = chromaSide ** 2;
  for (let i = 0; i < count; i++) {
    const [red, green, blue] = small.subarray(i * 3, i * 3 + 3);
    signature[luma.length + i] = Math.round(128 - 0.168736 * red - 0.331264 * green + 0.5 * blue);
    signature[luma.length + count + i] = Math.round(128 + 0.5 * red - 0.418688 * green - 0.081312 * blue);
  }
  return signature;
}

/** Mean colour of each of 8 x 8 fields, [8, 8, 3]; a picture of fewer pixels repeats them. */
function meanColours({ data, width, height }: RgbPixels): Float64Array {
  const means = new Float64Array(chromaSide ** 2 * 3);
  const edge = (length: number, i: number): number => Math.floor((i * length) / chromaSide);
  for (let v = 0, to = 0; v < chromaSide; v++)
    for (let u = 0; u < chromaSide; u++, to += 3) {
      const left = edge(width, u);
      const top = edge(height, v);
      const right = Math.max(left + 1, edge(width, u + 1));
      const bottom = Math.max(top + 1, edge(height, v + 1));
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let y = top; y < bottom; y++)
        for (let at = (y * width + left) * 3, end = at + (right - left) * 3; at < end; at += 3) {
          red += data[at];
          green += data[at + 1];
          blue += data[at + 2];
        }
      const pixels = (right - left) * (bottom - top);
      means[to] = red / pixels;
      means[to + 1] = green / pixels;
      means[to + 2] = blue / pixels;
    }
  return means;
}
