import { seededRandom } from '../../../src/engine/model/head/random';

/** Points around one random centre per class, float32 [n, d]; `spread` about 1 makes classes overlap a little. */
export function blobs(labels: ArrayLike<number>, d: number, spread: number, seed = 1): Float32Array {
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const centres = new Map<number, Float64Array>();
  const points = new Float32Array(labels.length * d);
  for (let row = 0; row < labels.length; row++) {
    let centre = centres.get(labels[row]);
    if (!centre) centres.set(labels[row], (centre = Float64Array.from({ length: d }, normal)));
    for (let k = 0; k < d; k++) points[row * d + k] = centre[k] + spread * normal();
  }
  return points;
}
