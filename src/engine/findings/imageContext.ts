import type { ImageContext, LikeImage } from '../../protocol/findings';
import type { FindingColumns } from './columns';
import type { FoundFinding } from './findingsWork';
import type { ImageSet } from './imageSet';
import { dotProduct } from './nearestNeighbours';

const neighboursShown = 6;
const findingsShown = 20;

/**
 * What stands around one image: what was found about it, and the images most like it in its own class and in the class
 * that the model suggests (`predicted`, a class index; -1: none). Exact, one pass over all embeddings.
 */
export function imageContext(
  columns: FindingColumns,
  images: ImageSet,
  found: readonly FoundFinding[],
  row: number,
  predicted: number,
): ImageContext {
  const findings = found
    .filter((one) => one.images.includes(row))
    .slice(0, findingsShown)
    .map(({ kind, type, images: rows, explanation, state }) => ({ kind, type, images: rows, explanation, state }));
  const i = images.indexOf(row);
  if (i < 0) return { findings, given: [], suggested: [] };
  const { given } = columns;
  const wanted = [given[i], predicted === given[i] ? -1 : predicted];
  const [own, suggested] = wanted.map((label) => (label < 0 ? [] : nearestOfClass(columns, images, i, label)));
  return { findings, given: own, suggested };
}

function nearestOfClass({ given, rows, embeddings }: FindingColumns, images: ImageSet, i: number, label: number) {
  const vectors = images.embeddings();
  const { width } = embeddings;
  const best: LikeImage[] = [];
  for (let j = 0; j < images.count; j++) {
    if (j === i || given[j] !== label) continue;
    const cosine = dotProduct(vectors, i * width, j * width, width);
    if (best.length === neighboursShown && cosine <= best[neighboursShown - 1].cosine) continue;
    best.push({ row: rows[j], cosine });
    best.sort((a, b) => b.cosine - a.cosine);
    best.length = Math.min(best.length, neighboursShown);
  }
  return best;
}
