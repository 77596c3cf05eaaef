import type { ImageContext } from '../../protocol/findings';
import type { FoundFinding } from './findingsWork';
import type { ImageSet } from './imageSet';
import { nearestOfClass } from './nearestOfClass';

const findingsShown = 20;

/**
 * What stands around one image: what was found about it, and the images most like it in its own class and in the class
 * that the model suggests (`predicted`, a class index; -1: none). Exact, one pass over all embeddings.
 */
export function imageContext(
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
  const { given } = images.columns;
  const [own, suggested] = nearestOfClass(images, [
    { i, label: given[i] },
    { i, label: predicted === given[i] ? -1 : predicted },
  ]);
  return { findings, given: own, suggested };
}
