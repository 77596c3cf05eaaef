import { toNamed } from '../../../core/pathFrame';
import type { ApplyOutcome } from '../../../protocol/dataset';
import type { SortLine } from '../../../protocol/sorting';
import type { LeftOut } from '../../dataset/scan';
import type { Engine } from '../../engine';
import { UserError } from '../../errors';
import { unlabelled, type HeadInput } from '../../model/head/headInput';
import type { Proposals } from '../../sorting/proposals';
import { sortFolder } from '../../sorting/sortFolder';
import type { DatasetSession } from '../datasetSession';
import type { JobCall } from '../../jobs/progress';
import type { PlannedDecision } from '../applying/planning';
import { acceptedAt } from './sortingDesk';
import { pathBelow } from '../../pathBelow';

/** What is proposed for one image; `path` relative to the pile as it was named. */
export interface SortedImage {
  readonly path: string;
  readonly class: string;
  readonly confidence: number;
  readonly state: 'above' | 'below' | 'unknown';
}

export interface PileSort {
  /** The surest first, the unknown ones last. */
  readonly images: readonly SortedImage[];
  readonly threshold: number;
  readonly precision: number;
  readonly examples: number;
  readonly unreadable: readonly LeftOut[];
  /** The images above the line. */
  readonly accepted: { move(call: JobCall): Promise<ApplyOutcome> };
  /** Lets go of the pile; to be called once. */
  close(): Promise<void>;
}

export interface PileRequest {
  /** Absolute. */
  readonly folder: string;
  readonly dataset: DatasetSession;
  readonly line: SortLine;
}

/**
 * Proposes a class of the dataset for each image of a folder: another folder, or the part of the dataset itself that is
 * no class yet. Throws `UserError` when the dataset has no two classes to choose from.
 */
export async function sortPile(
  engine: Engine,
  { folder, dataset, line }: PileRequest,
  call: JobCall & { readonly note: (text: string) => void },
): Promise<PileSort> {
  await dataset.preparation.index(call);
  const within = pathBelow(dataset.root, folder);
  const source =
    within === undefined ? await otherFolder(engine, folder, dataset, call) : ownFolder(dataset, within, folder);
  try {
    return await sortSource(engine, source, { folder, dataset, line }, call.signal);
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function sortSource(
  engine: Engine,
  source: PileSource,
  { dataset, line }: PileRequest,
  signal: AbortSignal,
): Promise<PileSort> {
  const { rows, session } = source;
  const examples = source.without(dataset.ranker.input());
  requireClasses(dataset, examples);
  const groups = contentGroups(dataset, session, rows, examples);
  const proposals = await sortFolder({
    examples,
    pile: { embeddings: session.embeddingsOf(rows), groups },
    script: engine.program('fitThread'),
    threads: engine.threads,
    signal,
  });
  const accepted = acceptedAt(proposals, line);
  return {
    ...describe(proposals, accepted, dataset, (i) => source.nameOf(rows[i])),
    unreadable: source.unreadable(),
    close: () => source.close(),
    accepted: {
      move: (moving) => {
        const chosen = Array.from(proposals.order.subarray(0, accepted), (i) => ({
          row: rows[i],
          to: dataset.table.classes[proposals.predicted[i]],
        }));
        return source.move(chosen, moving);
      },
    },
  };
}

interface PileSource {
  readonly session: DatasetSession;
  /** Rows of that session to sort. */
  readonly rows: readonly number[];
  nameOf(row: number): string;
  unreadable(): LeftOut[];
  /** The dataset's labels without those that the pile's folder would mean. */
  without(examples: HeadInput): HeadInput;
  move(chosen: readonly { row: number; to: string }[], call: JobCall): Promise<ApplyOutcome>;
  close(): Promise<void>;
}

/** A folder outside the dataset, read as a pile; what of it belongs to the dataset is left alone. */
async function otherFolder(
  engine: Engine,
  folder: string,
  dataset: DatasetSession,
  call: JobCall & { readonly note: (text: string) => void },
): Promise<PileSource> {
  const session = await engine.open(folder, { ...call, layout: 'pile', readOnly: false });
  await session.preparation.index(call);
  const { table, frame } = session;
  const rows: number[] = [];
  const failed: number[] = [];
  for (let row = 0; row < table.length; row++) {
    if (toNamed(frame, table.path(row)) === undefined || pathBelow(dataset.root, session.file(row)) !== undefined)
      continue;
    if (table.isImage(row)) rows.push(row);
    else if (table.status[row] === 'unreadable') failed.push(row);
  }
  const nameOf = (row: number): string => toNamed(frame, table.path(row)) ?? table.path(row);
  const subset = dataset.frame.scope.split('/')[0];
  return {
    session,
    rows,
    nameOf,
    unreadable: () => failed.map((row) => ({ path: nameOf(row), reason: table.reasons[row] ?? '' })),
    without: (examples) => examples,
    // In an editor the folder may be opened next, and then not as a pile.
    close: () => engine.close(session.id),
    move: async (chosen, moving) => {
      const files = chosen.flatMap(({ row, to }) => {
        const hash = table.hashes[row];
        const { path, size, modifiedMs: mtimeMs } = table.files[row];
        return hash === undefined ? [] : [{ path, size, mtimeMs, hash, to }];
      });
      const known = dataset.listing.layout.subsets.has(subset) ? subset : undefined;
      return dataset.changes.moveIn({ pile: session.root, files, subset: known }, moving);
    },
  };
}

/** A part of the dataset: its unsorted images when it is named itself, else all of a folder of it, whatever its name. */
function ownFolder(dataset: DatasetSession, within: string, folder: string): PileSource {
  const { table } = dataset;
  const inside = (row: number): boolean => within === '' || table.path(row).startsWith(`${within}/`);
  const wanted = (row: number): boolean => inside(row) && (within !== '' || table.given[row] < 0);
  const all = Array.from({ length: table.length }, (_, row) => row).filter(wanted);
  // What has a decision is not asked again; it teaches, as everywhere.
  const open = all.filter((row) => !dataset.isDecided(row));
  const nameOf = (row: number): string =>
    within === ''
      ? (pathBelow(folder, dataset.file(row)) ?? table.path(row))
      : table.path(row).slice(within.length + 1);
  return {
    session: dataset,
    rows: open.filter((row) => table.isImage(row)),
    nameOf,
    unreadable: () =>
      all
        .filter((row) => table.status[row] === 'unreadable')
        .map((row) => ({ path: nameOf(row), reason: table.reasons[row] ?? '' })),
    without: (examples) => {
      const labels = examples.labels.slice();
      for (const row of open) labels[row] = unlabelled;
      return { ...examples, labels };
    },
    move: (chosen, call) => {
      const decisions = chosen.map(({ row, to }): PlannedDecision => {
        return { path: table.path(row), hash: table.hashes[row], decision: { kind: 'relabel', to } };
      });
      return dataset.changes.apply(call, decisions);
    },
    close: () => Promise.resolve(),
  };
}

function requireClasses(dataset: DatasetSession, { labels }: HeadInput): void {
  const classes = new Set(labels.filter((label) => label >= 0)).size;
  if (classes >= 2) return;
  const has = classes === 0 ? 'has no labelled image' : 'has only one class';
  throw new UserError(`${dataset.root} ${has}: sorting needs labelled examples of at least two classes.`);
}

/** Copies in the pile share the number of the dataset's image with the same content. */
function contentGroups(
  dataset: DatasetSession,
  session: DatasetSession,
  rows: readonly number[],
  { groups }: HeadInput,
): Int32Array {
  const known = new Map<string, number>();
  dataset.table.hashes.forEach((hash, row) => {
    if (hash !== undefined && !known.has(hash)) known.set(hash, groups?.[row] ?? row);
  });
  let next = dataset.table.length;
  return Int32Array.from(rows, (row) => {
    const hash = session.table.hashes[row] ?? '';
    const group = known.get(hash) ?? next++;
    known.set(hash, group);
    return group;
  });
}

function describe(
  { rows, predicted, confidence, unknown, order, precision, examples }: Proposals,
  accepted: number,
  { table }: DatasetSession,
  nameOf: (index: number) => string,
): Pick<PileSort, 'images' | 'threshold' | 'precision' | 'examples'> {
  const listed = new Set(order);
  const rest = Array.from(rows.keys())
    .filter((i) => !listed.has(i))
    .sort((a, b) => confidence[b] - confidence[a] || a - b);
  const above = new Set(order.subarray(0, accepted));
  const images = [...order, ...rest].map((i): SortedImage => ({
    path: nameOf(i),
    class: table.classes[predicted[i]] ?? '',
    confidence: confidence[i],
    state: unknown[i] ? 'unknown' : above.has(i) ? 'above' : 'below',
  }));
  return {
    images,
    threshold: accepted > 0 ? confidence[order[accepted - 1]] : 1,
    precision: accepted > 0 ? precision[accepted - 1] : NaN,
    examples,
  };
}
