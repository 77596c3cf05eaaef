import * as z from 'zod';
import { findingKinds, propertyOfTheSet, qualityTypes, type FindingKind } from '../../core/findings/finding';
import { findingHeading, findingNameOf, type FindingName } from '../../core/findings/findingTitle';
import { groupBy } from '../../core/groupBy';
import { counted } from '../../core/words';
import { namedFindings, type NamedFinding } from '../session/findings/namedFindings';
import { layoutOption, noteEmpty, noteUnlabelled, openForCommand, searchCollages, table } from './cliDataset';
import { defineOperation } from './define';
import type { Call } from './operation';

interface FindingsResult {
  readonly findings: readonly NamedFinding[];
  readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
  /** Left out because a person dismissed them or kept their images. */
  readonly dismissed: number;
  readonly top?: number;
}

/** `findings`: everything suspicious, with an explanation and what could be done. */
export const findings = defineOperation({
  name: 'findings',
  summary:
    'List everything suspicious: labels, copies, leakage, outliers, quality, loaders, unreadable files, collages.',
  params: z.object({
    dir: z.string(),
    layout: layoutOption,
    kind: z
      .array(z.enum(findingKinds))
      .default([...findingKinds])
      .describe(`${findingKinds.join(', ')}; several with commas (default: all)`),
    dismissed: z.boolean().default(false).describe('list what was dismissed or kept as well, marked by its state'),
    top: z.int().min(1).optional().describe('print only so many of each kind, the worst (the JSON has all)'),
  }),
  cli: { positional: ['dir'], print },
  run: async (engine, { dir, layout, kind, dismissed, top }, call): Promise<FindingsResult> => {
    const session = await openForCommand(engine, dir, call, layout);
    await session.preparation.index(call);
    if (kind.includes('label')) {
      await session.ranker.fit(call.signal);
      noteUnlabelled(session, call);
    } else noteEmpty(session, call);
    if (kind.includes('collage')) await searchCollages(session, call);
    const all = await namedFindings(session, kind, call.signal);
    const settled = all.filter(({ state }) => state === 'dismissed' || state === 'kept').length;
    const found = dismissed ? all : all.filter(({ state }) => state !== 'dismissed' && state !== 'kept');
    noteProperties(found, session.summary().images, call);
    const counts: Partial<Record<FindingKind, number>> = {};
    for (const one of kind) counts[one] = found.filter((finding) => finding.kind === one).length;
    return { findings: found, counts, dismissed: dismissed ? 0 : settled, top };
  },
});

/** Says which faults of quality are so many that the set is like that. */
function noteProperties(found: readonly NamedFinding[], all: number, call: Call): void {
  for (const type of qualityTypes) {
    const count = found.filter((finding) => finding.kind === 'quality' && finding.type === type).length;
    if (count > propertyOfTheSet * all)
      call.note(`${type}: ${count} of ${counted(all, 'image')}. So many that it is a property of the set.`);
  }
}

function print({ findings: found, counts, dismissed, top }: FindingsResult): string {
  const summary = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  return [
    summary.join(', '),
    ...(dismissed > 0 ? [`${dismissed} dismissed or kept are left out; --dismissed lists them.`] : []),
    ...groupBy(found, findingNameOf).flatMap((own) => ['', ...listOf(findingNameOf(own[0]), own, top)]),
  ].join('\n');
}

/** What is said of all once, then each with what is its own. */
function listOf(name: FindingName, found: readonly NamedFinding[], top = found.length): string[] {
  const rows = found.slice(0, top).flatMap(({ images: [first, ...others], figures, explanation, state }) => {
    const own = figures ?? explanation;
    return [[`  ${first}`, state ? `${own} (${state})` : own], ...others.map((path) => [`  ${path}`, ''])];
  });
  const more = found.length - top;
  return [
    `${name} (${found.length}). ${findingHeading(name)}.`,
    table(rows),
    ...(more > 0 ? [`  … and ${more} more (without --top, or with --json, all are listed)`] : []),
  ];
}
