import { signatureSide } from '../../images/fingerprint';

/** Levels of luma on either side that still count as the same tone. */
const reach = 12;
/** Share of a picture that its two most frequent tones take from which it counts as drawn rather than photographed. */
const fewShare = 0.55;
const levels = 256;

/** True for a picture, [32, 32] luma, of few tones: a sign, a symbol, a drawing, a page of text. */
export function hasFewTones(luma: Uint8Array): boolean {
  const histogram = new Uint16Array(levels);
  const points = signatureSide ** 2;
  for (let i = 0; i < points; i++) histogram[luma[i]]++;
  return takeTone(histogram) + takeTone(histogram) >= fewShare * points;
}

/** Points of the most frequent tone, which are taken out of the histogram. */
function takeTone(histogram: Uint16Array): number {
  let best = 0;
  let bestAt = 0;
  for (let level = 0, sum = 0; level < levels + reach; level++) {
    sum += histogram[level] ?? 0;
    sum -= histogram[level - 2 * reach - 1] ?? 0;
    if (sum > best) {
      best = sum;
      bestAt = level - reach;
    }
  }
  histogram.fill(0, Math.max(0, bestAt - reach), bestAt + reach + 1);
  return best;
}
