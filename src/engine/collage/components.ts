import type { Extent } from '../../core/boxes';

/** A connected piece of content. */
export interface Part extends Extent {
  /** Pixels. */
  readonly area: number;
  /** Largest difference from the paper in it, 0 to 255. */
  readonly peak: number;
}

/** Runs of content pixels, row by row: run k of row y is [starts[k], ends[k]] with rowStart[y] <= k < rowStart[y+1]. */
export interface Runs {
  readonly starts: Uint16Array;
  readonly ends: Uint16Array;
  readonly rowStart: Uint32Array;
  /** Part of each run, filled by `connectRuns`. */
  readonly labels: Uint32Array;
}

export interface Labelled {
  readonly parts: readonly Part[];
  readonly runs: Runs;
}

/**
 * Connects the pixels above `threshold` over edges and corners (8-connectivity). `map` is [height, width], 0 to 255.
 * `within` are the runs of a lower threshold over the same map: only they are searched.
 */
export function connectContent(
  map: Uint8Array,
  width: number,
  height: number,
  threshold: number,
  within?: Runs,
): Labelled {
  let { starts, ends, parent, peaks } = scratch;
  const rowStart = new Uint32Array(height + 1);
  let count = 0;
  // Four pixels at a time over the paper, where the map can be read so.
  const words =
    !within && threshold < 128 && map.byteOffset % 4 === 0
      ? new Uint32Array(map.buffer, map.byteOffset, map.length >> 2)
      : undefined;
  let from = 0;
  for (let y = 0; y < height; y++) {
    const rowFirst = count;
    rowStart[y] = count;
    let above = from;
    const row = y * width;
    let window = within ? within.rowStart[y] : 0;
    const lastWindow = within ? within.rowStart[y + 1] : 1;
    let x = within && window < lastWindow ? within.starts[window] : 0;
    let limit = within ? (window < lastWindow ? within.ends[window] + 1 : 0) : width;
    for (; ; x++) {
      while (x < limit && map[row + x] <= threshold) {
        x++;
        if (words && ((row + x) & 3) === 0) x = skipPaper(words, row, x, limit, threshold);
      }
      if (x >= limit) {
        window++;
        if (!within || window >= lastWindow) break;
        x = within.starts[window] - 1;
        limit = within.ends[window] + 1;
        continue;
      }
      const start = x;
      let peak = 0;
      for (; x < limit; x++) {
        const v = map[row + x];
        if (v <= threshold) break;
        if (v > peak) peak = v;
      }
      const end = x - 1;
      if (count === starts.length) scratch = { starts, ends, parent, peaks } = enlarge(scratch);
      starts[count] = start;
      ends[count] = end;
      peaks[count] = peak;
      parent[count] = count;
      while (above < rowFirst && ends[above] + 1 < start) above++;
      for (let k = above; k < rowFirst && starts[k] <= end + 1; k++) {
        const a = rootOf(parent, k);
        const b = rootOf(parent, count);
        if (a < b) parent[b] = a;
        else parent[a] = b;
      }
      count++;
    }
    from = rowFirst;
  }
  rowStart[height] = count;
  return collectParts(starts.slice(0, count), ends.slice(0, count), parent.subarray(0, count), peaks, rowStart, height);
}

/**
 * The first place from x on, below `limit`, where a word of four pixels may hold content; words before it hold none.
 * A byte exceeds the threshold exactly when its top bit is set or adding 127 - threshold to its lower bits sets it.
 */
function skipPaper(words: Uint32Array, row: number, x: number, limit: number, threshold: number): number {
  let at = row + x;
  if ((at & 3) !== 0) return x;
  const lift = (127 - Math.floor(threshold)) * 0x01010101;
  const end = row + limit - 4;
  while (at <= end) {
    const word = words[at >> 2];
    if (((((word & 0x7f7f7f7f) + lift) | word) & 0x80808080) !== 0) break;
    at += 4;
  }
  return at - row;
}

function rootOf(parent: Uint32Array, k: number): number {
  while (parent[k] !== k) {
    parent[k] = parent[parent[k]];
    k = parent[k];
  }
  return k;
}

interface Scratch {
  readonly starts: Uint16Array;
  readonly ends: Uint16Array;
  readonly parent: Uint32Array;
  readonly peaks: Uint8Array;
}

/** Room for the runs of one pass, used again by the next: it is as large as the busiest sheet so far asked for. */
let scratch: Scratch = newScratch(1 << 16);

function newScratch(runs: number): Scratch {
  return {
    starts: new Uint16Array(runs),
    ends: new Uint16Array(runs),
    parent: new Uint32Array(runs),
    peaks: new Uint8Array(runs),
  };
}

function enlarge(from: Scratch): Scratch {
  const to = newScratch(from.starts.length * 2);
  to.starts.set(from.starts);
  to.ends.set(from.ends);
  to.parent.set(from.parent);
  to.peaks.set(from.peaks);
  return to;
}

function collectParts(
  starts: Uint16Array,
  ends: Uint16Array,
  parent: Uint32Array,
  peaks: Uint8Array,
  rowStart: Uint32Array,
  height: number,
): Labelled {
  const count = parent.length;
  const labels = new Uint32Array(count);
  const parts: { -readonly [K in keyof Part]: Part[K] }[] = [];
  let y = 0;
  for (let k = 0; k < count; k++) {
    while (y + 1 <= height && k >= rowStart[y + 1]) y++;
    const left = starts[k];
    const right = ends[k];
    // A run's root is never after it, so the root's label is known when the run is reached.
    let root = k;
    while (parent[root] !== root) root = parent[root];
    if (root === k) {
      labels[k] = parts.length;
      parts.push({ left, right, top: y, bottom: y, area: right - left + 1, peak: peaks[k] });
      continue;
    }
    const label = labels[root];
    labels[k] = label;
    parent[k] = root;
    const part = parts[label];
    part.left = Math.min(part.left, left);
    part.right = Math.max(part.right, right);
    part.bottom = y;
    part.area += right - left + 1;
    part.peak = Math.max(part.peak, peaks[k]);
  }
  return { parts, runs: { starts, ends, rowStart, labels } };
}
