import { shuffle } from '../head/random';
import { purposes, randomFor } from './seeds';

export type Role = 'train' | 'validation' | 'left out';

export interface Candidate {
  /** Class index. */
  readonly label: number;
  /** Content hash: copies never stand on both sides. */
  readonly hash: string;
  readonly subset?: 'train' | 'valid' | 'test';
}

/**
 * Says what each image is for, [n]. A dataset's own validation subset is used as it is, its test subset never. Without
 * one, about `share` of each class is held out; copies of an image stay together, on the side of validation when a
 * subset says so.
 */
export function splitImages(images: readonly Candidate[], share: number, seed: number): Role[] {
  const hasValidation = images.some(({ subset }) => subset === 'valid');
  const roles = hasValidation ? bySubset(images) : heldOut(images, share, seed);
  // What is tested on must not be learnt from, whatever the folder of its copy.
  const tested = new Set(images.flatMap(({ hash, subset }) => (subset === 'test' ? hash : [])));
  return roles.map((role, i) => (tested.has(images[i].hash) ? 'left out' : role));
}

function bySubset(images: readonly Candidate[]): Role[] {
  const validation = new Set(images.flatMap(({ hash, subset }) => (subset === 'valid' ? hash : [])));
  return images.map(({ hash, subset }) => {
    if (subset === 'valid') return 'validation';
    return subset === 'test' || validation.has(hash) ? 'left out' : 'train';
  });
}

/** Groups of copies are drawn in random order, class by class, as long as they fit into the class's share. */
function heldOut(images: readonly Candidate[], share: number, seed: number): Role[] {
  const groups = new Map<string, number[]>();
  images.forEach(({ hash }, i) => {
    const group = groups.get(hash);
    if (group) group.push(i);
    else groups.set(hash, [i]);
  });
  const byClass = new Map<number, number[][]>();
  for (const group of groups.values()) {
    const { label } = images[group[0]];
    const known = byClass.get(label);
    if (known) known.push(group);
    else byClass.set(label, [group]);
  }
  const roles = images.map((): Role => 'train');
  for (const [label, own] of byClass) {
    const order = shuffle(Int32Array.from(own.keys()), randomFor(seed, purposes.split, label));
    const total = own.reduce((sum, group) => sum + group.length, 0);
    let room = Math.max(1, Math.round(share * total));
    let left = own.length;
    for (const at of order) {
      // The last group of a class is there to learn from.
      if (own[at].length > room || left === 1) continue;
      room -= own[at].length;
      left--;
      for (const i of own[at]) roles[i] = 'validation';
    }
  }
  return roles;
}

/**
 * Weights of classes by their number of training images, [classes] float32: 1 for all, or inversely to the number
 * with mean 1 over the images, at most `mostWeight` so that a handful of images does not rule.
 */
export function classWeights(counts: readonly number[], isBalanced: boolean): Float32Array {
  if (!isBalanced) return new Float32Array(counts.length).fill(1);
  const present = counts.filter((count) => count > 0);
  const total = present.reduce((sum, count) => sum + count, 0);
  return Float32Array.from(counts, (count) =>
    count === 0 ? 0 : Math.min(mostWeight, total / (present.length * count)),
  );
}

const mostWeight = 20;
