import * as z from 'zod';
import { openForCommand, table } from './cliDataset';
import { defineOperation } from './define';

interface HistoryResult {
  readonly applies: readonly {
    readonly journal: string;
    readonly when: string;
    readonly applied: number;
    readonly undone: boolean;
  }[];
  /** What happened to each file, newest apply last, as shell commands that put it back. */
  readonly log?: readonly string[];
}

/** `history`: the applies of a dataset, and what a person would do to put every file back by hand. */
export const history = defineOperation({
  name: 'history',
  summary: 'List what was applied and undone, and how to put it back with a shell.',
  params: z.object({ dir: z.string() }),
  cli: { positional: ['dir'], print },
  run: async (engine, { dir }, call): Promise<HistoryResult> => {
    const session = await openForCommand(engine, dir, call);
    return session.changes.history();
  },
});

function print({ applies, log }: HistoryResult): string {
  if (applies.length === 0) return 'Nothing was ever applied here.';
  return [
    table([
      ['APPLY', 'WHEN', 'CHANGES', ''],
      ...applies.map((a) => [a.journal, a.when, String(a.applied), a.undone ? 'undone' : '']),
    ]),
    '',
    '# Each line that is no comment takes one change back: where the file is now, and where it was. It overwrites nothing but tables of labels.',
    '# To take several back, go from the bottom up: the newest first.',
    ...(log ?? []),
  ].join('\n');
}
