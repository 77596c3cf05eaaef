/** Side of the luma square that a pHash is taken of. */
export const phashSide = 32;
const kept = 8;

/** [8, 32]: the first rows of the DCT-II matrix. */
const cosines = Float64Array.from({ length: kept * phashSide }, (_, i) => {
  const frequency = Math.floor(i / phashSide);
  const x = i % phashSide;
  return Math.cos((Math.PI * (2 * x + 1) * frequency) / (2 * phashSide));
});

/**
 * Perceptual hash of a [32, 32] luma square, 8 bytes: the signs of the 63 lowest AC coefficients of its DCT-II against
 * their median; the first bit is 0. (Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010.)
 */
export function pHash(luma: Uint8Array): Uint8Array {
  const rows = new Float64Array(phashSide * kept);
  for (let y = 0; y < phashSide; y++)
    for (let u = 0; u < kept; u++) {
      let sum = 0;
      for (let x = 0; x < phashSide; x++) sum += luma[y * phashSide + x] * cosines[u * phashSide + x];
      rows[y * kept + u] = sum;
    }
  const coefficients = new Float64Array(kept * kept);
  for (let v = 0; v < kept; v++)
    for (let u = 0; u < kept; u++) {
      let sum = 0;
      for (let y = 0; y < phashSide; y++) sum += rows[y * kept + u] * cosines[v * phashSide + y];
      coefficients[v * kept + u] = sum;
    }
  const median = coefficients.slice(1).sort()[31];
  return packBits(kept * kept, (i) => i > 0 && coefficients[i] > median);
}

/** Difference hash of a [8, 9] luma rectangle, 8 bytes: a bit is set where the right neighbour is brighter. */
export function dHash(luma: Uint8Array): Uint8Array {
  return packBits(64, (i) => {
    const at = (i >> 3) * 9 + (i & 7);
    return luma[at + 1] > luma[at];
  });
}

function packBits(count: number, isSet: (i: number) => boolean): Uint8Array {
  const bytes = new Uint8Array(count / 8);
  for (let i = 0; i < count; i++) if (isSet(i)) bytes[i >> 3] |= 1 << (i & 7);
  return bytes;
}
