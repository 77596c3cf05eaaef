import type { DuplicateGroup } from '../findings/duplicates/duplicateGroup';
import { byteGroupsOfHashes } from '../findings/duplicates/byteGroups';
import { defaultKeepRule } from '../findings/duplicates/keepRule';
import { nearGroups } from '../findings/duplicates/nearGroups';
import { pixelCandidates, pixelGroups, type PixelColumns } from '../findings/duplicates/pixelGroups';
import type { DuplicateType } from '../../core/finding';
import type { IndexedImages } from './indexedImages';

/** Decodes a whole picture and hashes its pixels; undefined when it cannot be decoded. */
export type PixelDigest = (row: number) => Promise<string | undefined>;

/** Groups of copies among indexed images, by kind; rows are indices into `images`. */
export async function duplicateGroups(
  columns: IndexedImages,
  kinds: readonly DuplicateType[],
  digestOf: PixelDigest,
): Promise<DuplicateGroup[]> {
  const { images, embeddings, pHash, contentHash } = columns;
  const factsOf = (i: number): IndexedImages['images'][number]['file'] => images[i].file;
  const contents = images.map(({ facts }) => facts.hash);
  const groups: DuplicateGroup[] = [];
  if (kinds.includes('bytes')) groups.push(...byteGroupsOfHashes(contents, factsOf, defaultKeepRule));
  if (kinds.includes('pixels')) {
    const pixels: PixelColumns = {
      contents,
      codedHashes: images.map(({ facts }) => facts.codedHash),
      width: Uint32Array.from(images, ({ facts }) => facts.width),
      height: Uint32Array.from(images, ({ facts }) => facts.height),
      pHash,
      factsOf,
    };
    const digests = new Map<number, string>();
    await Promise.all(
      Array.from(pixelCandidates(pixels), async (i) => {
        const digest = await digestOf(images[i].row);
        if (digest !== undefined) digests.set(i, digest);
      }),
    );
    groups.push(...pixelGroups(pixels, digests, defaultKeepRule));
  }
  if (kinds.includes('near'))
    groups.push(
      ...nearGroups(
        { count: images.length, pHash, contentHash, contents, embeddings, shapeOf: (i) => images[i].facts, factsOf },
        { rule: defaultKeepRule },
      ),
    );
  return groups;
}
