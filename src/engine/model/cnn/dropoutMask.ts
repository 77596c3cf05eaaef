/** Inverted dropout (Srivastava et al., 2014): 0 with probability `rate`, else 1 / (1 - rate); [size] float32. */
export function dropoutMask(size: number, rate: number, random: () => number): Float32Array {
  const mask = new Float32Array(size);
  const kept = 1 / (1 - rate);
  for (let i = 0; i < size; i++) if (random() >= rate) mask[i] = kept;
  return mask;
}
