import * as z from 'zod';
import { byteCopies, byteCopiesAgainst, withByteReaders } from '../session/findings/byteCopies';
import { compareWithFolder } from '../session/findings/compare';
import type { DatasetSession } from '../session/datasetSession';
import { namedGroups, type NamedGroup } from '../session/findings/namedFindings';
import type { Engine } from '../engine';
import { table, layoutOption, noteEmpty, openForCommand, requireFolder } from './cliDataset';
import { defineOperation } from './define';
import type { Call } from './operation';
import { counted } from '../../core/words';

interface DuplicatesResult {
  readonly groups: readonly NamedGroup[];
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  /** With --against: how many images were compared with how many there. */
  readonly compared?: { readonly images: number; readonly with: number };
}

const kinds = ['bytes', 'pixels', 'near'] as const;
type Kind = (typeof kinds)[number];

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
    against: z
      .string()
      .optional()
      .describe('find copies in this folder instead; it is only read, and not compared with itself'),
    dismissed: z.boolean().default(false).describe('list groups that were dismissed as well, marked'),
  }),
  cli: { positional: ['dir'], print },
  run: async (engine, { dir, layout, kind, against, dismissed }, call): Promise<DuplicatesResult> => {
    const isBytesOnly = kind.every((one) => one === 'bytes');
    const open = (): Promise<DatasetSession> => openForCommand(engine, dir, call, layout);
    if (against !== undefined) {
      const folder = await requireFolder(against);
      if (!isBytesOnly) return compare(engine, await open(), folder, kind, call);
      return withByteReaders(engine, async (readers) => byteCopiesAgainst(engine, await open(), folder, readers, call));
    }
    const { groups, failed } = isBytesOnly
      ? await withByteReaders(engine, async (readers) => byteCopies(engine, await open(), readers, call))
      : await indexedCopies(await open(), kind, call);
    return { groups: dismissed ? groups : groups.filter((group) => !group.dismissed), failed };
  },
});

async function indexedCopies(session: DatasetSession, kind: readonly Kind[], call: Call): Promise<DuplicatesResult> {
  await session.preparation.index(call);
  noteEmpty(session, call);
  return { groups: await namedGroups(session, kind, call.signal), failed: [] };
}

async function compare(
  engine: Engine,
  session: DatasetSession,
  folder: string,
  kind: readonly Kind[],
  call: Call,
): Promise<DuplicatesResult> {
  await session.preparation.index(call);
  const { groups, unreadable, compared } = await compareWithFolder(engine, session, folder, kind, call);
  return {
    groups: groups.map(({ kind: type, paths, keep, reference, crossLabel }) => ({
      kind: type,
      images: [
        ...paths.map((path, at) => ({ path, keep: keep[at] })),
        ...reference.map((path) => ({ path, keep: true, reference: true })),
      ],
      crossSubset: false,
      crossLabel,
    })),
    failed: unreadable,
    compared,
  };
}

function print({ groups, failed, compared }: DuplicatesResult): string {
  const among =
    compared && `${counted(compared.images, 'image')} compared with ${compared.with.toLocaleString('en-US')} there`;
  const counts = kinds.map((kind) => `${groups.filter((group) => group.kind === kind).length} ${kind}`).join(', ');
  return [
    groups.length === 0
      ? `No copies were found${among ? `: ${among}` : ''}.`
      : `${counted(groups.length, 'group')} of copies: ${counts}${among ? ` (${among})` : ''}`,
    ...groups.flatMap((group) => [
      '',
      [
        group.kind,
        ...(group.crossSubset ? ['across subsets'] : []),
        ...(group.crossLabel ? ['labels differ'] : []),
        ...(group.dismissed ? ['dismissed'] : []),
      ].join(', '),
      table(
        group.images.map(({ path, keep, reference }) => [reference ? '  there' : keep ? '  keep' : '  copy', path]),
      ),
    ]),
    ...failed.map(({ path, reason }) => `not read  ${path}: ${reason}`),
  ].join('\n');
}
