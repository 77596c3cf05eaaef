import * as z from 'zod';
import { namedPath, openForCommand } from './cliDataset';
import { defineOperation } from './define';
import { donePartly } from './operation';

interface UndoResult {
  /** Files put back, under the name that `apply` gives its own number. */
  readonly applied: number;
  /** The same number. */
  readonly undone: number;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly journal?: string;
}

/** `undo`: puts the files of the newest apply back; its decisions are pending again. */
export const undo = defineOperation({
  name: 'undo',
  summary: 'Undo the newest apply: every file goes back, its decisions are pending again.',
  params: z.object({ dir: z.string() }),
  cli: {
    positional: ['dir'],
    print: ({ undone, skipped }: UndoResult) =>
      [
        undone + skipped.length === 0 ? 'Nothing to undo: no apply stands.' : `${undone} undone`,
        ...skipped.map(({ path, reason }) => `  left alone  ${path}: ${reason}`),
      ].join('\n'),
    exitCode: ({ skipped }) => (skipped.length > 0 ? donePartly : 0),
  },
  run: async (engine, { dir }, call): Promise<UndoResult> => {
    const session = await openForCommand(engine, dir, call);
    const { undone, skipped, journal } = await session.changes.undoApply(call);
    return {
      applied: undone,
      undone,
      skipped: skipped.map((one) => ({ ...one, path: namedPath(session, one.path) })),
      journal,
    };
  },
});
