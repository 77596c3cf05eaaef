import { z } from 'zod';
import type { FindingKind, FindingType } from '../../core/finding';
import { indexedKinds, type IndexedKind } from '../session/findings';
import { layoutOption, openForCommand, table } from './cliDataset';
import { defineOperation } from './define';

interface FindingsResult {
  readonly findings: readonly {
    readonly kind: FindingKind;
    readonly type?: FindingType;
    readonly images: readonly string[];
    readonly score: number;
    readonly explanation: string;
    readonly proposal?: unknown;
  }[];
  readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
}

/** `findings`: everything suspicious, with an explanation and what could be done. */
export const findings = defineOperation({
  name: 'findings',
  summary: 'List everything suspicious: labels, copies, leakage, outliers, quality, loaders, unreadable files.',
  params: z.object({
    dir: z.string(),
    layout: layoutOption,
    kind: z
      .array(z.enum(indexedKinds))
      .default([...indexedKinds])
      .describe(`${indexedKinds.join(', ')}; several with commas (default: all)`),
  }),
  cli: { positional: ['dir'], print },
  run: async (engine, { dir, layout, kind }, call): Promise<FindingsResult> => {
    const session = await openForCommand(engine, dir, call, layout);
    await session.index(call);
    if (kind.includes('label')) await session.rank(call);
    const found = await session.findings(kind, call);
    const counts: Partial<Record<IndexedKind, number>> = {};
    for (const one of kind) counts[one] = found.filter((finding) => finding.kind === one).length;
    return { findings: found, counts };
  },
});

function print({ findings: found, counts }: FindingsResult): string {
  return [
    Object.entries(counts)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', '),
    '',
    ...(found.length > 0
      ? [table(found.map((f) => [f.type ? `${f.kind} (${f.type})` : f.kind, f.images[0], f.explanation]))]
      : []),
  ].join('\n');
}
