import { fillFeatures } from './features';
import type { Kernel } from './kernel';
import { nearestRows } from './nearestRows';
import type { RowData } from './rowJob';

/** Images that vote on another one. */
export const votesPerImage = 20;
/** How fast a vote fades: it counts exp(fading * cosine). Both from trials, see docs/decisions.md. */
const fading = 10;

export interface Neighbours {
  /** Nearest first by the cosine of standardised features, without copies; -1 where there are no more, int32 [n, votesPerImage]. */
  readonly rows: Int32Array;
  /** What each vote counts, float32 [n, votesPerImage]. */
  readonly weights: Float32Array;
}

export interface NeighbourJob extends Neighbours {
  readonly kind: 'neighbours';
  /** int32 [n]: images with the same number are copies, and no neighbours. */
  readonly groups: Int32Array;
}

/** Finds the neighbours of the images from..to among all, exactly. */
export function findNeighbours(
  kernel: Kernel,
  data: RowData,
  { rows, weights, groups }: NeighbourJob,
  [from, to]: readonly [number, number],
  checkpoint: () => void,
): void {
  const { width, rowScale } = data.scaling;
  const usable = Int32Array.from(rowScale.keys()).filter((row) => rowScale[row] > 0);
  const own = usable.filter((row) => row >= from && row < to);
  const vectors = standardised(data);
  const { at, cosines } = nearestRows(
    ...([kernel, { vectors, width, rows: own }, { vectors, width, rows: usable }, votesPerImage] as const),
    checkpoint,
    (row, other) => groups[own[row]] === groups[usable[other]],
  );
  rows.fill(-1, from * votesPerImage, to * votesPerImage);
  own.forEach((row, i) => {
    for (let k = 0; k < votesPerImage; k++) {
      const found = at[i * votesPerImage + k];
      rows[row * votesPerImage + k] = found < 0 ? -1 : usable[found];
      weights[row * votesPerImage + k] = Math.exp(fading * cosines[i * votesPerImage + k]);
    }
  });
}

/** Standardised features of all images without the constant, [n, width]. */
function standardised({ scaling, embeddings }: RowData): Float32Array {
  const { d, width, rowScale } = scaling;
  const features = new Float32Array(rowScale.length * width);
  for (let row = 0; row < rowScale.length; row++) {
    fillFeatures(scaling, embeddings, row, features, row * width);
    features[row * width + d] = 0;
  }
  return features;
}
