import { z } from 'zod';
import { table, layoutOption, openForCommand } from './cliDataset';
import { defineOperation } from './define';

interface DuplicatesResult {
  readonly groups: readonly {
    readonly kind: 'bytes' | 'pixels' | 'near';
    readonly images: readonly { readonly path: string; readonly keep: boolean }[];
    readonly crossSubset: boolean;
    readonly crossLabel: boolean;
  }[];
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
}

const kinds = ['bytes', 'pixels', 'near'] as const;

/** `duplicates`: copies, grouped, with the one to keep. Bytes alone need no index and no decoding. */
export const duplicates = defineOperation({
  name: 'duplicates',
  summary: 'Find copies: the same bytes, the same picture in another file, and near-duplicates.',
  params: z.object({
    dir: z.string(),
    layout: layoutOption,
    kind: z
      .array(z.enum(kinds))
      .default([...kinds])
      .describe('bytes, pixels, near; several with commas (default: all)'),
  }),
  cli: { positional: ['dir'], print },
  run: async (engine, { dir, layout, kind }, call): Promise<DuplicatesResult> => {
    const session = await openForCommand(engine, dir, call, layout);
    if (kind.every((one) => one === 'bytes')) return session.byteDuplicates(call);
    await session.index(call);
    return { groups: await session.duplicates(kind, call), failed: [] };
  },
});

function print({ groups, failed }: DuplicatesResult): string {
  const counts = kinds.map((kind) => `${groups.filter((group) => group.kind === kind).length} ${kind}`).join(', ');
  return [
    `${groups.length} groups of copies: ${counts}`,
    ...groups.flatMap((group) => [
      '',
      `${group.kind}${group.crossSubset ? ', across subsets' : ''}${group.crossLabel ? ', labels differ' : ''}`,
      table(group.images.map(({ path, keep }) => [keep ? '  keep' : '  copy', path])),
    ]),
    ...failed.map(({ path, reason }) => `not read  ${path}: ${reason}`),
  ].join('\n');
}
