import type { LikeImage } from '../../protocol/findings';
import type { ImageSet } from './imageSet';
import { dotProduct } from './nearestNeighbours';

const most = 6;

/**
 * The images with label `label` (a class index; negative: none) most like image `i` by cosine, nearest first: those that
 * speak for their class. Exact, one pass over all embeddings.
 */
export function nearestOfClass(images: ImageSet, i: number, label: number): LikeImage[] {
  if (label < 0) return [];
  const { given, rows, embeddings } = images.columns;
  const vectors = images.embeddings();
  const { width } = embeddings;
  const best: LikeImage[] = [];
  for (let j = 0; j < images.count; j++) {
    if (j === i || given[j] !== label) continue;
    const cosine = dotProduct(vectors, i * width, j * width, width);
    if (best.length === most && cosine <= best[most - 1].cosine) continue;
    best.push({ row: rows[j], cosine });
    best.sort((a, b) => b.cosine - a.cosine);
    best.length = Math.min(best.length, most);
  }
  return best;
}
