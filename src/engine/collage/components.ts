import type { Extent } from '../../core/boxes';
import { PART, RUN } from './kernels/contentKernel';
import { pixelKernels } from './kernels/pixelKernels';

/** A connected piece of content. */
export interface Part extends Extent {
  /** Pixels. */
  readonly area: number;
  /** Largest difference from the paper in it, 0 to 255. */
  readonly peak: number;
}

export interface Content {
  readonly parts: readonly Part[];
  /**
   * Calls `visit` with each run of content of one part, row by row, ends included. Only until content is connected
   * anew.
   */
  visitRuns(part: Part, visit: (y: number, start: number, end: number) => void): void;
}

/**
 * Connects the pixels above `threshold` (0 to 255) over edges and corners (8-connectivity). `map` is [height, width],
 * 0 to 255. Parts of fewer than `leastArea` pixels are left out.
 */
export function connectContent(
  map: Uint8Array,
  width: number,
  height: number,
  threshold: number,
  leastArea = 1,
): Content {
  const kernels = pixelKernels();
  // In each row no more than every second pixel begins a run, in every second row a part.
  const most = Math.ceil(width / 2) * height;
  const [mapAt, rowsAt, partsAt, runsAt] = kernels.reserve(
    width * height,
    4 * (height + 1),
    Math.ceil(width / 2) * Math.ceil(height / 2) * PART.bytes,
    most * RUN.bytes,
  );
  kernels.bytes(mapAt, width * height).set(map);
  const limit = Math.min(255, Math.floor(threshold));
  const runCount = kernels.run.scan(mapAt, width, height, limit, rowsAt, runsAt) / RUN.bytes;
  const count = kernels.run.collect(rowsAt, height, partsAt);
  const table = kernels.words(partsAt, (count * PART.bytes) / 4);
  const parts: Part[] = [];
  const labels: number[] = [];
  for (let label = 0, at = 0; label < count; label++, at += PART.bytes / 4) {
    const area = table[at + PART.area / 4];
    if (area < leastArea) continue;
    const part = {
      left: table[at + PART.left / 4],
      right: table[at + PART.right / 4],
      top: table[at + PART.top / 4],
      bottom: table[at + PART.bottom / 4],
      area,
      peak: table[at + PART.peak / 4],
    };
    parts.push(part);
    labels.push(label);
  }
  const rows = kernels.words(rowsAt, height + 1);
  const runs = kernels.words(runsAt, (runCount * RUN.bytes) / 4);
  const visitRuns: Content['visitRuns'] = (part, visit) => {
    const label = labels[parts.indexOf(part)];
    for (let y = part.top; y <= part.bottom; y++) {
      const end = (rows[y + 1] - runsAt) / 4;
      for (let at = (rows[y] - runsAt) / 4; at < end; at += RUN.bytes / 4) {
        if (runs[at + RUN.label / 4] === label) visit(y, runs[at + RUN.start / 4], runs[at + RUN.end / 4]);
      }
    }
  };
  return { parts, visitRuns };
}
