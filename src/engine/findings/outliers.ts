import { sortFindings, type Finding } from '../../core/findings/finding';
import { thresholdMeanings } from '../../core/findings/findingSettings';
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
/** Distances so small are no distances, whatever is usual. */
const leastDistance = 1e-4;

/** How far an image lies from its nearest, and what is usual where it stands. */
export interface OutlierMeasure {
  /** Mean cosine distance to the ten nearest. */
  readonly distance: number;
  /** Distance beyond the third quartile, in interquartile ranges: the score that the threshold is compared with. */
  readonly beyond: number;
  readonly median: number;
  readonly thirdQuartile: number;
  readonly range: number;
  /** Class index; -1 the whole set. */
  readonly within: number;
}

/** Measures each image within its class and within the whole set; the worse of both. Undefined: too few to compare. */
export function measureOutliers({ embeddings, width, given, classes }: OutlierColumns): (OutlierMeasure | undefined)[] {
  const worst: (OutlierMeasure | undefined)[] = Array.from(given, () => undefined);
  const add = (rows: readonly number[], within: number): void => {
    if (rows.length < fewest) return;
    const own = new Float32Array(rows.length * width);
    rows.forEach((row, at) => own.set(embeddings.subarray(row * width, (row + 1) * width), at * width));
    measureGroup(own, width, within).forEach((measure, at) => {
      const known = worst[rows[at]];
      if (!known || measure.beyond > known.beyond) worst[rows[at]] = measure;
    });
  };
  const members = classes.map((): number[] => []);
  given.forEach((index, row) => {
    if (index >= 0) members[index].push(row);
  });
  members.forEach((rows, index) => add(rows, index));
  add(
    Array.from(given, (_, row) => row),
    -1,
  );
  return worst;
}

/**
 * Images far from what is otherwise in their class, or in the whole set: the mean cosine distance to their ten nearest
 * neighbours lies beyond Q3 + reach * IQR (cleanlab, datalab's outliers: its 1 / 0.37037 - 1 is 1.7).
 */
export function outlierFindings(
  columns: OutlierColumns,
  reach = thresholdMeanings.outlier.default,
  measures = measureOutliers(columns),
): Finding[] {
  const findings = measures.flatMap((measure, row): Finding[] => {
    if (!measure || measure.beyond <= reach || measure.distance < leastDistance) return [];
    const { within, distance, median } = measure;
    return [
      {
        kind: 'outlier',
        images: [row],
        score: 1 - Math.exp(-distance / Math.max(median, 1e-6)),
        figures: `${timesUsual(measure)} times the usual${within < 0 ? ' in the dataset' : ''}`,
        explanation: explain(measure, reach, within < 0 ? 'in the dataset' : `in ${columns.classes[within]}`),
        proposal: { kind: 'decide', images: [row], decision: { kind: 'set-aside' }, ticked: false },
      },
    ];
  });
  return sortFindings(findings);
}

function timesUsual({ distance, median }: OutlierMeasure): string {
  return (distance / Math.max(median, 1e-6)).toFixed(1);
}

function explain(measure: OutlierMeasure, reach: number, where: string): string {
  const { distance, thirdQuartile, range } = measure;
  const limit = thirdQuartile + reach * range;
  return (
    `Unlike the others ${where}: the distance to its ten nearest is ${distance.toFixed(2)}, ${timesUsual(measure)} times the usual; ` +
    `the limit is ${limit.toFixed(2)} (third quartile and ${reach} interquartile ranges).`
  );
}

function measureGroup(embeddings: Float32Array, width: number, within: number): OutlierMeasure[] {
  const distances = meanDistances(embeddings, width);
  const sorted = Float64Array.from(distances).sort();
  const thirdQuartile = quantile(sorted, 0.75);
  const range = thirdQuartile - quantile(sorted, 0.25);
  const median = quantile(sorted, 0.5);
  return Array.from(distances, (distance) => ({
    distance,
    beyond: (distance - thirdQuartile) / Math.max(range, 1e-6),
    median,
    thirdQuartile,
    range,
    within,
  }));
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
