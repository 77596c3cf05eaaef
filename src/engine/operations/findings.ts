import { z } from 'zod';
import { findingKinds, propertyOfTheSet, qualityTypes, type FindingKind } from '../../core/findings/finding';
import { counted } from '../findings/words';
import { namedFindings, type NamedFinding } from '../session/findings/namedFindings';
import type { DatasetSession } from '../session/datasetSession';
import { unsearched } from '../session/collages/collageSearch';
import { layoutOption, noteEmpty, noteUnlabelled, openForCommand, table } from './cliDataset';
import { defineOperation } from './define';
import type { Call } from './operation';

interface FindingsResult {
  readonly findings: readonly NamedFinding[];
  readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
  /** Left out because a person dismissed them or kept their images. */
  readonly dismissed: number;
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
  }),
  cli: { positional: ['dir'], print },
  run: async (engine, { dir, layout, kind, dismissed }, call): Promise<FindingsResult> => {
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
    return { findings: found, counts, dismissed: dismissed ? 0 : settled };
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

async function searchCollages(session: DatasetSession, call: Call): Promise<void> {
  const failed = await session.collageSearch.run(call.report, call.signal);
  if (failed.length > 0) call.note(unsearched(failed));
  session.findings.found.collagesChanged();
}

function print({ findings: found, counts, dismissed }: FindingsResult): string {
  const summary = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  const rows = found.flatMap((f) => {
    const kind = `${f.type ? `${f.kind} (${f.type})` : f.kind}${f.state ? `, ${f.state}` : ''}`;
    const [first, ...others] = f.images;
    return [[kind, first, f.explanation], ...others.map((path) => ['', path, ''])];
  });
  return [
    summary.join(', '),
    ...(dismissed > 0 ? [`${dismissed} dismissed or kept are left out; --dismissed lists them.`] : []),
    '',
    ...(rows.length > 0 ? [table(rows)] : []),
  ].join('\n');
}
