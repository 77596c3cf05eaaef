import { groupBy } from '../../core/groupBy';
import type { LikeImage } from '../../protocol/findings';
import { eachCosines } from '../model/head/unitProducts';
import type { ImageSet } from './imageSet';
import { threadKernel } from './threadKernel';

const most = 6;
/** Images of a class that are multiplied at once: their vectors are copied, some megabytes. */
const blockImages = 4096;

/** An image by index, and the class index whose images are looked at; negative: none. */
export interface AskedNearest {
  readonly i: number;
  readonly label: number;
}

/**
 * For each image asked about, the images of the class that are most like it by cosine, nearest first: those that speak for
 * their class. Exact.
 */
export function nearestOfClass(images: ImageSet, asked: readonly AskedNearest[]): LikeImage[][] {
  const found = asked.map(({ i, label }) => ({ i, label, best: [] as LikeImage[] }));
  for (const own of groupBy(found, ({ label }) => label)) {
    const members = membersOf(images, own[0].label);
    const of = vectorRows(
      images,
      Int32Array.from(own, ({ i }) => i),
    );
    for (let from = 0; from < members.length; from += blockImages) {
      const block = members.subarray(from, from + blockImages);
      eachCosines(threadKernel(), of, vectorRows(images, block), (at, cosines) =>
        cosines.forEach((cosine, b) => {
          const { i, best } = own[at];
          if (block[b] !== i) offer(best, images.columns.rows[block[b]], cosine);
        }),
      );
    }
  }
  return found.map(({ best }) => best);
}

function membersOf({ columns, count }: ImageSet, label: number): Int32Array {
  const all = Int32Array.from({ length: label < 0 ? 0 : count }, (_, i) => i);
  return all.filter((i) => columns.given[i] === label);
}

function vectorRows(images: ImageSet, rows: Int32Array) {
  return { vectors: images.embeddings(), width: images.columns.embeddings.width, rows };
}

function offer(best: LikeImage[], row: number, cosine: number): void {
  if (best.length === most && cosine <= best[most - 1].cosine) return;
  best.push({ row, cosine });
  best.sort((a, b) => b.cosine - a.cosine);
  best.length = Math.min(best.length, most);
}
