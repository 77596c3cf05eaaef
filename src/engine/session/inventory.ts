import type { LeftOut } from '../dataset/scan';
import { toNamed, type PathFrame } from '../../core/pathFrame';
import type { Described } from './describe';
import { isFlagged } from './findings/suspicion';

export interface Inventory {
  readonly root: string;
  readonly layout: Described['layout']['kind'];
  readonly images: number;
  readonly bytes: number;
  readonly classes: { readonly name: string; readonly subset?: string; readonly images: number }[];
  readonly unsorted: number;
  readonly unreadable: LeftOut[];
  readonly skipped: LeftOut[];
}

/** Why a table of labels is among what was skipped: it was read, but not as an image. */
const labelsReason = 'The labels of this dataset stand in it.';

/** What `index` answers: everything is counted, and everything left out is listed with the reason. */
export function inventory(
  { root, layout, table }: Described,
  leftOut: readonly LeftOut[],
  frame: PathFrame,
): Inventory {
  const classes = new Map<string, { name: string; subset?: string; images: number }>();
  const unreadable: LeftOut[] = [];
  const tables = new Set(layout.tables?.map((one) => one.path));
  const skipped = leftOut.flatMap(({ path, reason }) => listed(frame, path, reason));
  let images = 0;
  let bytes = 0;
  let unsorted = 0;
  for (let row = 0; row < table.length; row++) {
    const path = toNamed(frame, table.path(row));
    if (path === undefined) continue;
    const status = table.status[row];
    if (status === 'unreadable') unreadable.push({ path, reason: table.reasons[row] ?? '' });
    if (status === 'skipped')
      skipped.push({ path, reason: tables.has(table.path(row)) ? labelsReason : (table.reasons[row] ?? '') });
    if (status !== 'image') continue;
    images++;
    bytes += table.files[row].size;
    const name = table.className(table.given[row]);
    if (name === undefined) {
      unsorted++;
      continue;
    }
    const subset = table.subsets[row];
    const key = JSON.stringify([subset, name]);
    const known = classes.get(key);
    if (known) known.images++;
    else classes.set(key, { name, ...(subset && { subset }), images: 1 });
  }
  return {
    root,
    layout: layout.kind,
    images,
    bytes,
    classes: [...classes.values()].sort((a, b) => compare(a.subset ?? '', b.subset ?? '') || compare(a.name, b.name)),
    unsorted,
    unreadable,
    skipped,
  };
}

function listed(frame: PathFrame, path: string, reason: string): LeftOut[] {
  const own = toNamed(frame, path);
  return own === undefined ? [] : [{ path: own, reason }];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The scores of one labelled image, as `rank` lists them. */
export interface RankedImage {
  readonly path: string;
  readonly subset?: string;
  readonly given: string;
  /** Null for an image that the user's own predictions do not name; its scores are NaN, in JSON null. */
  readonly predicted: string | null;
  readonly confidence: number;
  readonly pGiven: number;
  readonly loss: number;
  readonly margin: number;
  readonly suspicious: boolean;
  readonly outOfSample: boolean;
}

export interface RankedImages {
  readonly classes: string[];
  readonly images: RankedImage[];
  readonly thresholds: ClassThreshold[];
}

/** From this probability on an image counts as confidently of a class: the mean that its own images get for it. */
export interface ClassThreshold {
  readonly class: string;
  readonly threshold: number;
}

/** The threshold of a class without an image that could be held out. */
const never = 2;

/** All labelled images with their scores, in the order of the table. */
export function rankedImages(dataset: Described, frame: PathFrame): RankedImages {
  const { table, scores } = dataset;
  const images: RankedImages['images'] = [];
  for (let row = 0; scores && row < scores.rows; row++) {
    const path = toNamed(frame, table.path(row));
    const given = table.className(table.given[row]);
    if (path === undefined || given === undefined || !table.isImage(row)) continue;
    const subset = table.subsets[row];
    images.push({
      path,
      ...(subset && { subset }),
      given,
      predicted: table.className(scores.predicted[row]) ?? (scores.source === undefined ? given : null),
      confidence: scores.confidence[row],
      pGiven: scores.pGiven[row],
      loss: scores.loss[row],
      margin: scores.margin[row],
      suspicious: isFlagged(dataset, row),
      outOfSample: scores.outOfSample[row] === 1,
    });
  }
  const thresholds = table.classes.flatMap((name, index) => {
    const threshold = scores?.thresholds[index] ?? never;
    return threshold < never ? [{ class: name, threshold }] : [];
  });
  return { classes: [...table.classes], images, thresholds };
}
