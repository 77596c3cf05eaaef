import { areaOf, boxOf } from '../../core/boxes';
import { nearestGap, uniteWithin, type Group } from './grouping';
import { plausibilityOf, sizeOf, speckSize } from './plausibility';
import { quantile } from './statistics';

/** Pixels between parts of one object. */
const GAPS = [1, 2, 3, 4, 5, 6, 8, 10, 12] as const;

/** So many times as far apart as their parts are objects at least. */
const APART = 2.5;

/** Share of the objects that is nearer to its neighbours. */
const CROWDED = 0.1;

/** Share of the groups that must find their object: a few may be neighbours that stand close. */
const LEAST_UNITED = 0.15;

/** Plausibility that being apart is worth, for each factor of e by which objects are farther apart than their parts. */
const WORTH = 0.3;

/** An object is hardly larger than its largest part: larger is a line or a shadow that joined a row. */
const MOST_GROWTH = 3;

/** More groups are no objects of several parts. */
const MOST_GROUPS = 400;

/** A reading and its plausibility. */
interface Scored {
  readonly groups: readonly Group[];
  readonly threshold: number;
  readonly score: number;
}

/**
 * Unites groups that lie far nearer to each other than what is then an object lies to the next; undefined where there
 * are none, or too few. Sizes alone do not tell: halves may be more of one size than wholes. `score` is the plausibility
 * of the groups.
 */
export function uniteLooseParts({ groups, threshold, score: before }: Scored): Scored | undefined {
  if (groups.length > MOST_GROUPS) return undefined;
  const largest = largestOf(groups);
  let found: Scored | undefined;
  let best = before;
  let united: readonly Group[] = groups;
  const nearest = nearestGap(groups, GAPS[GAPS.length - 1] + 1);
  for (const gap of GAPS) {
    if (gap < nearest) continue;
    const next = uniteWithin(united, gap);
    if (next.length === united.length) continue;
    united = next;
    if (next.length < 4 || largestOf(next) > MOST_GROWTH * largest) break;
    if (next.length > (1 - LEAST_UNITED) * groups.length) continue;
    const apart = gapBetween(next) / (gap + 1);
    const score = plausibilityOf(next, threshold);
    const worth = score + WORTH * Math.log(apart);
    if (apart < APART || worth <= best) continue;
    best = worth;
    found = { groups: next, threshold, score };
  }
  return found;
}

function largestOf(groups: readonly Group[]): number {
  return groups.reduce((largest, group) => Math.max(largest, areaOf(boxOf(group))), 0);
}

/** Clear pixels between an object and its nearest neighbour, of the crowded ones. */
function gapBetween(groups: readonly Group[]): number {
  const least = speckSize(groups);
  const objects = groups.filter((group) => sizeOf(group) >= least);
  const gaps = objects.map((object) => {
    let nearest = Infinity;
    for (const other of objects) if (other !== object) nearest = Math.min(nearest, clearBetween(object, other));
    return nearest;
  });
  return quantile(gaps, CROWDED);
}

function clearBetween(a: Group, b: Group): number {
  const across = Math.max(b.left - a.right, a.left - b.right);
  const down = Math.max(b.top - a.bottom, a.top - b.bottom);
  return Math.max(across, down) - 1;
}
