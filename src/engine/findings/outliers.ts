import { sortFindings, type Finding } from '../../core/finding';
import { nearestNeighbours } from './nearestNeighbours';

export interface OutlierColumns {
  /** Each of length 1, [n, d]. */
  readonly embeddings: Float32Array;
  readonly width: number;
  /** Class index of each row, [n]; -1 unsorted. */
  readonly given: Int32Array;
  /** Class names by index. */
  readonly classes: readonly string[];
}

const neighbours = 10;
/** Fewer images than this have no distances that could be called usual. */
const fewest = 20;
/** Distances beyond Q3 + 1.7 IQR are outliers (cleanlab's 1 / 0.37037 - 1). */
const reach = 1.7;

/**
 * Images far from what is otherwise in their class, or in the whole set: the mean cosine distance to their ten nearest
 * neighbours lies beyond Q3 + 1.7 IQR (cleanlab, datalab's outliers).
 */
export function outlierFindings(columns: OutlierColumns): Finding[] {
  const { given, classes, embeddings, width } = columns;
  const findings = new Map<number, Finding>();
  const add = (rows: readonly number[], of: string): void => {
    if (rows.length < fewest) return;
    const own = new Float32Array(rows.length * width);
    rows.forEach((row, at) => own.set(embeddings.subarray(row * width, (row + 1) * width), at * width));
    for (const { index, score, explanation } of findOutliers(own, width, of)) {
      const row = rows[index];
      const known = findings.get(row);
      if (known && known.score >= score) continue;
      const proposal = { kind: 'decide', images: [row], decision: { kind: 'set-aside' }, ticked: false } as const;
      findings.set(row, { kind: 'outlier', images: [row], score, explanation, proposal });
    }
  };
  const all = Array.from(given, (_, row) => row);
  classes.forEach((name, index) =>
    add(
      all.filter((row) => given[row] === index),
      `in ${name}`,
    ),
  );
  add(all, 'in the dataset');
  return sortFindings([...findings.values()]);
}

function findOutliers(
  embeddings: Float32Array,
  width: number,
  of: string,
): { index: number; score: number; explanation: string }[] {
  const distances = meanDistances(embeddings, width);
  const sorted = Float64Array.from(distances).sort();
  const q1 = quantile(sorted, 0.25);
  const q3 = quantile(sorted, 0.75);
  const limit = q3 + reach * (q3 - q1);
  const median = Math.max(quantile(sorted, 0.5), 1e-6);
  return Array.from(distances).flatMap((distance, index) => {
    if (distance <= limit || distance < 1e-4) return [];
    const times = (distance / median).toFixed(1);
    return {
      index,
      score: 1 - Math.exp(-distance / median),
      explanation: `Unlike the others ${of}: the distance to its ten nearest is ${distance.toFixed(2)}, ${times} times the usual; the limit is ${limit.toFixed(2)}.`,
    };
  });
}

/** Mean cosine distance of each row to its nearest neighbours, [n]. */
function meanDistances(embeddings: Float32Array, width: number): Float64Array {
  const { rows, cosines, k } = nearestNeighbours(embeddings, width, neighbours);
  return Float64Array.from({ length: rows.length / k }, (_, i) => {
    let sum = 0;
    let found = 0;
    for (let at = i * k; at < (i + 1) * k && rows[at] >= 0; at++, found++) sum += 1 - cosines[at];
    return found > 0 ? Math.max(0, sum / found) : 1;
  });
}

/** Linear interpolation between the two nearest, as NumPy does. */
function quantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  return sorted[low] + (sorted[Math.ceil(at)] - sorted[low]) * (at - low);
}
