import { createHash } from 'node:crypto';
import type { SubsetName } from '../../core/layout';

/** An image to be given to a subset. */
export interface SubsetCandidate {
  /** '' is unsorted. */
  readonly label: string;
  /** SHA-256 of its content, hex. */
  readonly hash: string;
  /** Images with the same number are copies of one another and stay together. */
  readonly group: number;
}

/** Percent, summing to 100. */
export type Shares = Readonly<Record<SubsetName, number>>;

interface Group {
  readonly members: readonly number[];
  /** Images by label. */
  readonly counts: ReadonlyMap<string, number>;
  /** Its place in the draw. */
  readonly order: string;
}

const names: readonly SubsetName[] = ['train', 'valid', 'test'];

/**
 * Draws a subset for each image, [n]. Stratified: each class is divided by the shares, as far as whole groups of
 * copies allow, and each subset gets an image of every class that has enough. The draw goes by content, not by order
 * or name, so that a dataset that grew keeps most of its subsets.
 */
export function drawSubsets(images: readonly SubsetCandidate[], shares: Shares, seed: number): SubsetName[] {
  const groups = gather(images, seed);
  const left = quotas(groups, shares);
  const subsets = new Array<SubsetName>(images.length);
  const wanted = names.filter((name) => shares[name] > 0);
  const isLarge = ({ counts }: Group): boolean =>
    [...counts].some(([label, count]) => wanted.some((name) => count > left.get(label)![name]));
  const byOrder = (a: Group, b: Group): number => (a.order < b.order ? -1 : 1);
  // Large groups first: the others then fill what is left exactly.
  const large = groups.filter(isLarge).sort((a, b) => b.members.length - a.members.length || byOrder(a, b));
  const rest = groups.filter((group) => !isLarge(group)).sort(byOrder);
  const give = ({ members, counts }: Group, subset: SubsetName): void => {
    for (const [label, count] of counts) left.get(label)![subset] -= count;
    for (const i of members) subsets[i] = subset;
  };
  for (const group of large) give(group, mostRoom(group.counts, left));
  for (const group of rest) give(group, lastRoom(group.counts, left));
  return subsets;
}

function gather(images: readonly SubsetCandidate[], seed: number): Group[] {
  const members = new Map<number, number[]>();
  images.forEach(({ group }, i) => {
    const known = members.get(group);
    if (known) known.push(i);
    else members.set(group, [i]);
  });
  return [...members.values()].map((own) => {
    const counts = new Map<string, number>();
    for (const i of own) counts.set(images[i].label, (counts.get(images[i].label) ?? 0) + 1);
    const first = own.map((i) => images[i].hash).reduce((a, b) => (a < b ? a : b));
    return { members: own, counts, order: createHash('sha256').update(`${seed} ${first}`).digest('hex') };
  });
}

type Quota = Record<SubsetName, number>;

/** Whole numbers of images by class and subset that sum to the class: largest remainders, then one for each subset. */
function quotas(groups: readonly Group[], shares: Shares): Map<string, Quota> {
  const sizes = new Map<string, { images: number; groups: number }>();
  for (const { counts } of groups)
    for (const [label, count] of counts) {
      const size = sizes.get(label) ?? { images: 0, groups: 0 };
      sizes.set(label, { images: size.images + count, groups: size.groups + 1 });
    }
  const wanted = names.filter((name) => shares[name] > 0);
  return new Map([...sizes].map(([label, size]) => [label, quota(size, wanted, shares)]));
}

function quota(size: { images: number; groups: number }, wanted: readonly SubsetName[], shares: Shares): Quota {
  const exact = (name: SubsetName): number => (size.images * shares[name]) / 100;
  const own: Quota = { train: 0, valid: 0, test: 0 };
  for (const name of wanted) own[name] = Math.floor(exact(name));
  const byRemainder = [...wanted].sort((a, b) => (exact(b) % 1) - (exact(a) % 1) || shares[b] - shares[a]);
  for (let i = 0, rest = size.images - own.train - own.valid - own.test; rest > 0; i++, rest--)
    own[byRemainder[i % byRemainder.length]]++;
  if (size.groups >= wanted.length)
    for (const name of wanted)
      if (own[name] === 0) {
        const largest = wanted.reduce((a, b) => (own[b] > own[a] ? b : a));
        own[largest]--;
        own[name]++;
      }
  return own;
}

/**
 * The last subset with room for the whole group: test is drawn first, then valid, so that a few images more or less
 * move few others.
 */
function lastRoom(counts: ReadonlyMap<string, number>, left: ReadonlyMap<string, Quota>): SubsetName {
  const hasRoom = (name: SubsetName): boolean => [...counts].every(([label, count]) => count <= left.get(label)![name]);
  return [...names].reverse().find(hasRoom) ?? mostRoom(counts, left);
}

/** The subset that still wants most of what the group holds; of equals the first. */
function mostRoom(counts: ReadonlyMap<string, number>, left: ReadonlyMap<string, Quota>): SubsetName {
  const room = (name: SubsetName): number => {
    let sum = 0;
    // A group that is larger than what is wanted counts against the subset.
    for (const [label, count] of counts) sum += left.get(label)![name] - Math.max(0, count - left.get(label)![name]);
    return sum;
  };
  return names.reduce((best, name) => (room(name) > room(best) ? name : best));
}
