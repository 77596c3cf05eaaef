import { formatQuery } from '../../core/query/queryText';
import type { ClassHealth, ConfusionMatrix } from '../../protocol/findings';
import { similarNames } from './similarNames';
import { counted, percent } from '../../core/words';

/** A class below this part of an even share is rare (cleanlab's class imbalance). */
const rareShare = 0.1;
/** Share of two classes' images that are taken for the other class from which they overlap. */
const overlapShare = 0.25;
/** Fewer images than this do not show whether two classes overlap. */
const fewest = 5;

/**
 * What is wrong with the classes rather than with single images. `images` counts by class; `empty` lists folders
 * without an image. Without a ranking no overlap is told.
 */
export function classHealth(
  classes: readonly string[],
  images: readonly number[],
  empty: readonly string[],
  matrix: ConfusionMatrix | undefined,
): ClassHealth {
  const present = classes.map((name, i) => ({ name, images: images[i] })).filter((one) => one.images > 0);
  const total = present.reduce((sum, one) => sum + one.images, 0);
  const even = total / present.length;
  return {
    classes: present.map((one) => ({ ...one, share: one.images / total })),
    rare: present
      .filter((one) => one.images < rareShare * even)
      .sort((a, b) => a.images - b.images)
      .map((one) => ({
        ...one,
        explanation:
          `${counted(one.images, 'image')}, ${percent(one.images / total)} of all; an even share would be ` +
          `${Math.round(even)}, and a class below a tenth of that is rare.`,
      })),
    overlapping: matrix ? overlapping(matrix) : [],
    empty,
    similarNames: similarNames(present.map(({ name }) => name)),
  };
}

function overlapping({ classes, totals, cells }: ConfusionMatrix): ClassHealth['overlapping'] {
  const taken = new Map(cells.map((cell) => [`${cell.given} ${cell.predicted}`, cell.images]));
  const pairs = cells.flatMap(({ given: a, predicted: b, images: there }) => {
    const back = taken.get(`${b} ${a}`) ?? 0;
    if (a >= b || back === 0 || Math.min(totals[a], totals[b]) < fewest) return [];
    const confused = (there + back) / (totals[a] + totals[b]);
    if (confused < overlapShare) return [];
    const [from, to] = totals[a] < totals[b] ? [a, b] : [b, a];
    const [leaves, stays] = from === a ? [there, back] : [back, there];
    return [
      {
        from: classes[from],
        to: classes[to],
        confused,
        explanation:
          `${leaves} of ${totals[from]} ${classes[from]} are taken for ${classes[to]} and ${stays} of ${totals[to]} ` +
          `the other way: ${percent(confused)} of both; from ${percent(overlapShare)} on they overlap.`,
        query: formatQuery([{ negated: false, field: 'class', values: [classes[from]] }]),
      },
    ];
  });
  return pairs.sort((x, y) => y.confused - x.confused || (x.from < y.from ? -1 : 1));
}
