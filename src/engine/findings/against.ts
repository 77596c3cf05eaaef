import type { DuplicateType } from '../../core/findings/finding';
import type { KeepCriterion } from '../../core/findings/findingSettings';
import { crossHashPairs } from './duplicates/crossHashPairs';
import { groupBy } from '../../core/groupBy';
import { nearThresholdsAt, type NearThresholds } from './duplicates/nearVerdict';
import { similarityOf } from './duplicates/nearGroups';
import { turns } from './duplicates/turned';
import { crossNeighbours } from './crossNeighbours';
import type { ImageSet } from './imageSet';

/** Images that have a copy in a reference set, with the copies there. Rows are those of each set's own table. */
export interface AgainstGroup {
  readonly kind: DuplicateType;
  readonly images: readonly number[];
  readonly reference: readonly number[];
  readonly crossLabel: boolean;
  readonly similarity: number;
}

export interface AgainstOptions {
  /** Agreement of detail from which pictures are near-duplicates, 0 to 1. */
  readonly near: number;
  readonly turned: boolean;
  readonly rule: readonly KeepCriterion[];
  /** Hashes of decoded pixels by index, of candidates. */
  readonly digests: ReadonlyMap<number, string>;
  readonly referenceDigests: ReadonlyMap<number, string>;
}

interface Cross {
  readonly images: readonly number[];
  readonly reference: readonly number[];
  readonly similarity: number;
}

/** Copies of images in a reference set, which is not compared with itself. An image stands in one group of each kind. */
export function groupsAgainst(
  own: ImageSet,
  reference: ImageSet,
  types: readonly DuplicateType[],
  options: AgainstOptions,
): AgainstGroup[] {
  return types.flatMap((kind) =>
    crossOf(kind, own, reference, options).map(({ images, reference: others, similarity }): AgainstGroup => {
      const labels = new Set([...images.map((i) => own.labelOf(i)), ...others.map((j) => reference.labelOf(j))]);
      return {
        kind,
        images: images.map((i) => own.columns.rows[i]),
        reference: others.map((j) => reference.columns.rows[j]),
        crossLabel: labels.size > 1,
        similarity,
      };
    }),
  );
}

function crossOf(kind: DuplicateType, own: ImageSet, reference: ImageSet, options: AgainstOptions): Cross[] {
  switch (kind) {
    case 'bytes':
      return byKey(own, reference, (set, i) => set.contents[i]);
    case 'pixels': {
      const codes = new Map([own, reference].map((set) => [set, set.codedHashes()]));
      const digestsOf = new Map([
        [own, options.digests],
        [reference, options.referenceDigests],
      ]);
      const groups = byKey(own, reference, (set, i) => {
        const digest = digestsOf.get(set)?.get(i);
        const coded = codes.get(set)?.[i];
        return digest !== undefined ? `pixels ${digest}` : coded !== undefined ? `coded ${coded}` : set.contents[i];
      });
      // Copies of the same bytes are left to their own kind.
      return groups.filter(
        ({ images, reference: others }) =>
          new Set([...images.map((i) => own.contents[i]), ...others.map((j) => reference.contents[j])]).size > 1,
      );
    }
    case 'near':
      return nearAgainst(own, reference, options);
  }
}

function byKey(own: ImageSet, reference: ImageSet, keyOf: (set: ImageSet, i: number) => string): Cross[] {
  const there = new Map<string, number[]>();
  for (let j = 0; j < reference.count; j++) {
    const key = keyOf(reference, j);
    const known = there.get(key);
    if (known) known.push(j);
    else there.set(key, [j]);
  }
  const here = Array.from({ length: own.count }, (_, i) => i).filter((i) => there.has(keyOf(own, i)));
  return groupBy(here, (i) => keyOf(own, i)).map((images) => ({
    images,
    reference: there.get(keyOf(own, images[0]))!,
    similarity: 1,
  }));
}

/** Each image with the reference image that it is most like; of equals, the first. */
function nearAgainst(own: ImageSet, reference: ImageSet, { near, turned }: AgainstOptions): Cross[] {
  const thresholds = nearThresholdsAt(near);
  const best = new Map<number, { readonly other: number; readonly similarity: number }>();
  const judged = new Set<number>();
  const shapes = { shapeOf: (i: number) => (i < own.count ? own.shapeOf(i) : reference.shapeOf(i - own.count)) };
  const consider = (i: number, j: number): void => {
    const key = i * reference.count + j;
    if (judged.has(key) || own.contents[i] === reference.contents[j]) return;
    judged.add(key);
    const similarity = similarityOf(shapes, i, own.count + j, thresholds, turned ? turns : undefined);
    const known = best.get(i);
    if (similarity === undefined || (known && known.similarity >= similarity)) return;
    best.set(i, { other: j, similarity });
  };
  considerAll(own, reference, thresholds, turned, consider);
  const found = [...best].map(([i, { other, similarity }]) => ({ i, other, similarity }));
  return groupBy(found, ({ other }) => String(other)).map((group) => ({
    images: group.map(({ i }) => i).sort((a, b) => a - b),
    reference: [group[0].other],
    similarity: Math.min(...group.map(({ similarity }) => similarity)),
  }));
}

function considerAll(
  own: ImageSet,
  reference: ImageSet,
  thresholds: NearThresholds,
  turned: boolean,
  consider: (i: number, j: number) => void,
): void {
  crossHashPairs(own, reference, thresholds.hashDistance, turned ? turns : [], consider);
  const { width } = own.columns.embeddings;
  crossNeighbours(own.embeddings(), reference.embeddings(), width, thresholds.cosine, consider);
}
