import { placeOf } from '../../../core/layout';
import type { DecisionChange } from '../../../core/decisions/decision';
import {
  mostTrashFiles,
  type EmptyTrashOutcome,
  type RestoreOutcome,
  type TrashFile,
  type TrashListing,
} from '../../../protocol/exchange';
import type { TrashEntry } from '../../changes/restore/trash';
import { runOptions, type ApplyingInput, type CameBack } from './applying';
import type { JobCall } from '../../jobs/progress';
import { keptFiles, putBack } from './putBack';

/** A file of the trash, by what put it there. */
export type TrashReference = Pick<TrashFile, 'journal' | 'operation'>;

/** What is in the trash and set aside, newest first. */
export async function listTrash({ layout, state: { changes } }: ApplyingInput): Promise<TrashListing> {
  if (!changes) return { files: [], total: 0, trash: { files: 0, bytes: 0 }, setAside: 0 };
  const [deleted, aside] = [await changes.kept('trash'), await changes.kept('set-aside')];
  const images = [...deleted, ...aside].filter(({ isSidecar }) => !isSidecar);
  const together = new Map<string, number>();
  for (const entry of images) together.set(batchOf(entry), (together.get(batchOf(entry)) ?? 0) + 1);
  const files = images.map(({ place, journal, operation, path, size, when, ...rest }): TrashFile => {
    const { label } = placeOf(path, layout);
    const batch = together.get(batchOf({ place, journal, ...rest })) ?? 1;
    return {
      ...{ place, journal, operation, path, ...(label !== undefined && { label }) },
      ...{ bytes: size, when: Date.parse(when), together: batch },
    };
  });
  const newestFirst = files.sort((a, b) => b.when - a.when || (a.path < b.path ? -1 : 1));
  return {
    files: newestFirst.slice(0, mostTrashFiles),
    total: files.length,
    trash: await changes.trashSize(),
    setAside: aside.filter(({ isSidecar }) => !isSidecar).length,
  };
}

function batchOf({ place, journal }: Pick<TrashEntry, 'place' | 'journal'>): string {
  return `${place} ${journal}`;
}

/** Puts files back where they stood, with their captions; a name that is taken by now gets a number. */
export async function restoreFromTrash(
  { state }: ApplyingInput,
  call: JobCall,
  wanted: readonly TrashReference[],
): Promise<RestoreOutcome & { readonly back: CameBack }> {
  const changes = await state.requireWritable();
  const asked = new Set(wanted.map(keyOf));
  const entries = (await keptFiles(changes)).filter((entry) => asked.has(keyOf(entry)));
  const paths = new Set(entries.map(({ path }) => path));
  const pathOf = new Map(entries.map((entry) => [keyOf(entry), entry.path]));
  const { moves, images, back, skipped, cancelled } = await putBack(
    changes,
    wanted.map((one) => ({ ...one, path: pathOf.get(keyOf(one)) })),
    paths,
    runOptions('restore', call),
  );
  const arrived = new Set(images);
  // Whoever wanted the file back by a decision has it now.
  const ended = () =>
    entries.flatMap(({ path, hash }): DecisionChange[] => {
      const recorded = state.decisions.book.recorded(path);
      const done = arrived.has(path) && recorded?.hash === hash && recorded.decision.kind === 'restore';
      return done ? [{ path, hash, before: recorded.decision }] : [];
    });
  if (moves.length > 0) await state.decisions.applied({ journal: 'restore', moves }, ended);
  await state.noteHistory();
  return {
    restored: images.length,
    renamed: images.filter((path) => !paths.has(path)),
    skipped,
    cancelled,
    back: { images: back },
  };
}

function keyOf({ journal, operation }: TrashReference): string {
  return `${journal}/${operation}`;
}

/** Removes for good what the journal knows to be in the trash; what was set aside stays. */
export async function emptyTrash({ state }: ApplyingInput, call: JobCall): Promise<EmptyTrashOutcome> {
  const changes = await state.requireWritable();
  const outcome = await changes.emptyTrash(runOptions('empty', call));
  await state.noteHistory();
  return outcome;
}
