import { classFolder, type Layout } from '../../../core/layout';
import type { FileOperation, Plan } from '../../../core/plan/plan';
import { planMoveIn, type SortedImage } from '../../../core/plan/planMoveIn';
import { ancestorsOf, parentOf } from '../../../core/relativePath';
import type { ApplyOutcome } from '../../../protocol/dataset';
import { openStagingArea } from '../../changes/files/stagingArea';
import type { ImageAdd } from '../../labels/messages';
import { stageTables, type StagedTables } from '../labels/rewriteTables';
import { runOptions, type ApplyingInput } from './applying';
import type { JobCall } from '../../jobs/progress';
import { listFolders } from '../folderListings';

/** An image of a folder outside the dataset and the class that it goes to. */
export interface SortedFile extends Omit<SortedImage, 'folder'> {
  readonly to: string;
}

/**
 * Moves images of the folder `pile` (absolute) into the dataset's classes: one apply in its journal, undone as one. Where
 * labels stand in a table, an image goes beside the others of its class and gets a row.
 */
export async function moveIn(
  input: ApplyingInput,
  { pile, files, subset }: { pile: string; files: readonly SortedFile[]; subset?: string },
  call: JobCall,
): Promise<ApplyOutcome> {
  const { root, layout, state } = input;
  const changes = await state.requireWritable();
  const train = [...layout.subsets].find(([, name]) => name === 'train')?.[0] ?? [...layout.subsets.keys()][0];
  const examples = layout.kind === 'table' ? examplesOf(layout, subset ?? train) : undefined;
  const folderOf = (to: string): string => {
    const example = examples?.get(to);
    return example === undefined ? classFolder(to, subset ?? train) : parentOf(example);
  };
  const images = files.map(({ to, ...file }): SortedImage => ({ ...file, folder: folderOf(to) }));
  const targets = new Set(images.flatMap(({ folder }) => ['', ...ancestorsOf(folder), folder]));
  const plan = planMoveIn({
    root,
    pile,
    images,
    listings: await listFolders(root, targets),
    pileListings: await listFolders(pile, new Set(files.map(({ path }) => parentOf(path)))),
  });
  const apply = async (whole: Plan): Promise<ApplyOutcome> => {
    const { applied, skipped, journalId, cancelled } = await changes.apply(whole, runOptions('apply', call));
    await state.noteHistory();
    return { applied, skipped, journal: journalId, cancelled };
  };
  if (!examples) return apply(plan);
  const area = await openStagingArea(await changes.staging());
  try {
    const labels = new Map(files.map(({ path, to }) => [path, to]));
    const { operations } = await changes.check(plan, { signal: call.signal });
    const adds = operations.flatMap((operation): ImageAdd[] => {
      const label = operation.kind === 'move-in' && !operation.sidecarOf ? labels.get(operation.from) : undefined;
      return label === undefined || !('to' in operation)
        ? []
        : [{ path: operation.to, label, like: examples.get(label) }];
    });
    const tables = await stageTables(input, [], adds, area, call.signal);
    return await apply(withRows(plan, tables));
  } finally {
    await area.dispose();
  }
}

/** An image comes with its row or not at all: after the table that names it, and never where none could be written. */
function withRows(plan: Plan, { operations, tables, skipped }: StagedTables): Plan {
  const tableOf = new Map(tables.flatMap(({ images, from }) => images.map((path) => [path, from] as const)));
  const reasonOf = new Map(skipped.map(({ path, reason }) => [path, reason]));
  const left = new Map<string, string>();
  const moves = plan.operations.flatMap((operation): FileOperation[] => {
    if (operation.kind !== 'move-in') return [operation];
    if (operation.sidecarOf !== undefined) return left.has(operation.sidecarOf) ? [] : [operation];
    const reason = reasonOf.get(operation.to);
    if (reason !== undefined) {
      left.set(operation.from, reason);
      return [];
    }
    const table = tableOf.get(operation.to);
    return [table === undefined ? operation : { ...operation, after: [table] }];
  });
  return {
    ...plan,
    operations: [...operations, ...moves],
    skipped: [...plan.skipped, ...[...left].map(([path, reason]) => ({ path, reason }))],
  };
}

/** An image for each class, of the subset where it has one there. */
function examplesOf({ labels, subsets }: Layout, wanted: string | undefined): ReadonlyMap<string, string> {
  const examples = new Map<string, string>();
  const own = new Set<string>();
  const subset = subsets.get(wanted ?? '') ?? wanted;
  for (const [path, place] of labels ?? []) {
    if (place.label === undefined || own.has(place.label)) continue;
    if (place.subset === subset) own.add(place.label);
    if (place.subset === subset || !examples.has(place.label)) examples.set(place.label, path);
  }
  return examples;
}
