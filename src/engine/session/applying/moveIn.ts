import { classFolder } from '../../../core/layout';
import { planMoveIn, type SortedImage } from '../../../core/plan/planMoveIn';
import { ancestorsOf, parentOf } from '../../../core/relativePath';
import type { ApplyOutcome } from '../../../protocol/dataset';
import { UserError } from '../../errors';
import type { ApplyingInput } from './applying';
import type { JobCall } from '../../jobs/progress';
import { listFolders } from '../folderListings';

/** An image of a folder outside the dataset and the class that it goes to. */
export interface SortedFile extends Omit<SortedImage, 'folder'> {
  readonly to: string;
}

/** Moves images of the folder `pile` (absolute) into the dataset's classes: one apply in its journal, undone as one. */
export async function moveIn(
  { root, layout, state }: ApplyingInput,
  { pile, files, subset }: { pile: string; files: readonly SortedFile[]; subset?: string },
  { signal, report }: JobCall,
): Promise<ApplyOutcome> {
  if (layout.kind === 'table')
    throw new UserError(
      `The labels of ${root} stand in ${layout.tables?.[0]?.path ?? 'a table'}: images are sorted into folders only. Export a clean copy with a folder per class and sort into that.`,
    );
  const changes = await state.requireWritable();
  const train = [...layout.subsets].find(([, name]) => name === 'train')?.[0] ?? [...layout.subsets.keys()][0];
  const images = files.map(({ to, ...file }): SortedImage => ({ ...file, folder: classFolder(to, subset ?? train) }));
  const targets = new Set(images.flatMap(({ folder }) => ['', ...ancestorsOf(folder), folder]));
  const plan = planMoveIn({
    root,
    pile,
    images,
    listings: await listFolders(root, targets),
    pileListings: await listFolders(pile, new Set(files.map(({ path }) => parentOf(path)))),
  });
  const { applied, skipped, journalId, cancelled } = await changes.apply(plan, {
    signal,
    onProgress: (done, total) => report({ task: 'apply', done, total, finished: done === total }),
  });
  await state.noteHistory();
  return { applied, skipped, journal: journalId, cancelled };
}
