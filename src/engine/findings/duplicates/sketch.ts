/** Width of a sketch; wide enough that near neighbours stay near. */
export const sketchWidth = 64;

/**
 * Short versions of embeddings for a coarse search, [n, 64] float32, each of length 1: the mean is taken away (all
 * embeddings of one model share much), then the components are summed with fixed signs into 64 bins (count sketch:
 * Charikar, Chen and Farach-Colton, 2002), which keeps inner products in expectation.
 */
export function makeSketches(embeddings: Float32Array, width: number): Float32Array {
  const count = embeddings.length / width;
  const mean = meanOf(embeddings, width);
  const sketches = new Float32Array(count * sketchWidth);
  const bins = Uint8Array.from({ length: width }, (_, k) => mix(k) % sketchWidth);
  const signs = Int8Array.from({ length: width }, (_, k) => ((mix(k + 0x10000) >>> 7) & 1 ? 1 : -1));
  for (let i = 0; i < count; i++) {
    const sketch = sketches.subarray(i * sketchWidth, (i + 1) * sketchWidth);
    for (let k = 0, at = i * width; k < width; k++, at++) sketch[bins[k]] += signs[k] * (embeddings[at] - mean[k]);
    normaliseVector(sketch);
  }
  return sketches;
}

function meanOf(embeddings: Float32Array, width: number): Float64Array {
  const mean = new Float64Array(width);
  const count = embeddings.length / width;
  for (let at = 0; at < embeddings.length; at += width)
    for (let k = 0; k < width; k++) mean[k] += embeddings[at + k] / count;
  return mean;
}

export function normaliseVector(vector: Float32Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (let k = 0; k < vector.length; k++) vector[k] *= scale;
}

/** A fixed scramble of small integers (murmur3's finaliser). */
export function mix(value: number): number {
  let h = (value + 1) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
