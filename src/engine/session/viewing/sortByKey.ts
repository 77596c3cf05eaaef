import { itemsPerStep, type Steps } from '../../jobs/steps';
import type { Columns } from './scratch';

const bits = 11;
const buckets = 1 << bits;
const mask = buckets - 1;
const passes = 3;

interface Sorted {
  readonly rows: Uint32Array;
  readonly codes: Uint32Array;
}

/**
 * The rows by rising key, `keys` [n] float32 belonging to `rows` [n]: a radix sort over the bits of the numbers (Knuth,
 * The Art of Computer Programming 3, 5.2.5). Equal keys stay as they stand; NaN comes last, with Infinity.
 */
export function* sortByKey(rows: Uint32Array, keys: Float32Array, columns: Columns): Steps<Uint32Array> {
  const n = rows.length;
  let from: Sorted = { rows, codes: columns.uint32(n) };
  let to: Sorted = { rows: columns.uint32(n), codes: columns.uint32(n) };
  const counts = new Uint32Array(buckets * passes);
  const value = new Float32Array(1);
  const code = new Uint32Array(value.buffer);
  for (let i = 0; i < n; i++) {
    if (i % itemsPerStep === 0) yield;
    // -0 as 0, so that they are equal.
    value[0] = Number.isNaN(keys[i]) ? Infinity : keys[i] + 0;
    // As integers, positive floats rise and negative ones fall.
    const rising = (code[0] >>> 31 === 1 ? ~code[0] : code[0] | 0x80000000) >>> 0;
    from.codes[i] = rising;
    for (let pass = 0; pass < passes; pass++) counts[pass * buckets + ((rising >>> (pass * bits)) & mask)]++;
  }
  for (let pass = 0; pass < passes; pass++) {
    const starts = counts.subarray(pass * buckets, (pass + 1) * buckets);
    let next = 0;
    for (let bucket = 0; bucket < buckets; bucket++) {
      const count = starts[bucket];
      starts[bucket] = next;
      next += count;
    }
    for (let i = 0; i < n; i++) {
      if (i % itemsPerStep === 0) yield;
      const at = starts[(from.codes[i] >>> (pass * bits)) & mask]++;
      to.rows[at] = from.rows[i];
      to.codes[at] = from.codes[i];
    }
    // What was given stays as it is.
    const free = pass === 0 ? { rows: columns.uint32(n), codes: from.codes } : from;
    from = to;
    to = free;
  }
  return from.rows;
}
