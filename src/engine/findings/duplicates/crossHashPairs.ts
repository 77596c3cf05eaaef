import { pHash as pHashOf } from '../../images/perceptualHash';
import type { Shape } from './alignment';
import { hammingDistance, hammingPairs, maxRadius, setHash, type HashColumn } from './hammingPairs';
import { turnLuma, type Turn } from './turned';

/** What the search asks of a set of images. */
export interface HashedSet {
  readonly count: number;
  readonly columns: { readonly pHash: HashColumn; readonly contentHash: HashColumn };
  shapeOf(i: number): Shape;
}

/** Of the images on one side that share a hash, so many are told with each near one of the other side. */
const mostOfOneHash = 64;

/**
 * Tells pairs of an own image i and a reference image j with a hash (of the whole, or without border) at most `radius`
 * bits apart. Images of one side are not compared: equal hashes of a side are searched for once.
 */
export function crossHashPairs(
  own: HashedSet,
  reference: HashedSet,
  radius: number,
  turns: readonly Turn[],
  tell: (i: number, j: number) => void,
): void {
  const ours = distinctHashes(own, []);
  const theirs = distinctHashes(reference, turns);
  const hashes = new Uint32Array(ours.hashes.length + theirs.hashes.length);
  hashes.set(ours.hashes);
  hashes.set(theirs.hashes, ours.hashes.length);
  const isOurs = (at: number): boolean => at < ours.owners.length;
  hammingPairs(
    hashes,
    Math.min(maxRadius, radius),
    (a, b) => {
      for (const i of ours.owners[a].slice(0, mostOfOneHash))
        for (const j of theirs.owners[b - ours.owners.length].slice(0, mostOfOneHash)) tell(i, j);
    },
    (a, b) => isOurs(a) && !isOurs(b),
  );
}

interface DistinctHashes {
  readonly hashes: HashColumn;
  /** The images that have a hash. */
  readonly owners: readonly (readonly number[])[];
}

function distinctHashes(set: HashedSet, turns: readonly Turn[]): DistinctHashes {
  const owners = new Map<string, number[]>();
  const add = (i: number, column: HashColumn, at: number): void => {
    const key = `${column[2 * at]} ${column[2 * at + 1]}`;
    const known = owners.get(key);
    if (known) known.push(i);
    else owners.set(key, [i]);
  };
  const { pHash, contentHash } = set.columns;
  const turned = new Uint32Array(2);
  for (let i = 0; i < set.count; i++) {
    add(i, pHash, i);
    if (hammingDistance(pHash, i, contentHash, i) > 0) add(i, contentHash, i);
    for (const turn of turns) {
      setHash(turned, 0, pHashOf(turnLuma(set.shapeOf(i).signature, turn)));
      add(i, turned, 0);
    }
  }
  return {
    hashes: Uint32Array.from([...owners.keys()].flatMap((key) => key.split(' ').map(Number))),
    owners: [...owners.values()],
  };
}
