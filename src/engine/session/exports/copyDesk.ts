import { noSuchClass } from '../../../core/nearestName';
import { resolve } from 'node:path';
import type { SubsetName } from '../../../core/layout';
import { toNamed, type PathFrame } from '../../../core/pathFrame';
import type { CopyOutcome, CopySettings } from '../../../protocol/cleanCopy';
import type { Engine } from '../../engine';
import { UserError } from '../../errors';
import { drawSubsets } from '../../export/drawSubsets';
import { joinGroups } from '../../export/groupCopies';
import { makeCopy } from '../../export/makeCopy';
import { selectImages, type SelectedImage } from '../../export/selectImages';
import { requireRead } from '../../exchange/readImages';
import type { StoredFacts } from '../../images/readImage';
import type { DecisionLog } from '../decisions/decisionLog';
import type { FindingsDesk } from '../findings/findingsDesk';
import type { ImageTable } from '../imageTable';
import type { JobCall } from '../../jobs/progress';

export interface CopyParts {
  readonly engine: Engine;
  readonly root: string;
  readonly frame: PathFrame;
  readonly table: ImageTable;
  readonly state: { readonly decisions: DecisionLog };
  readonly findings: FindingsDesk;
  readonly factsOf: (hash: string) => StoredFacts | undefined;
}

/** Images worked on at once for each core: some wait for the disk while others are drawn. */
const lanesPerCore = 3;

/** Makes clean copies of an open dataset. */
export class CopyDesk {
  constructor(private readonly parts: CopyParts) {}

  /** Makes the copy, as decided; changes nothing in the dataset. Throws `UserError` while files are not read yet. */
  async copy(settings: CopySettings, out: string, { report, signal }: JobCall): Promise<CopyOutcome> {
    const { engine, root, table, state, frame, factsOf } = this.parts;
    requireRead(table);
    const unknown = settings.without.find((name) => !table.knowsClass(name));
    if (unknown !== undefined) throw new UserError(noSuchClass(unknown, table.classes));
    const selection = selectImages({ table, decisions: state.decisions, frame, factsOf }, settings);
    const seed = engine.options.seed;
    const groups = await this.groups(signal);
    const named = groupNames(table, groups);
    const { limits } = engine.options;
    const outcome = await makeCopy({
      root,
      out: resolve(out),
      selection,
      subsets: subsetsOf(selection.images, settings, groups, seed),
      groupOf: (row) => named.get(groups[row]) ?? '',
      files: table.files.filter((_, row) => table.status[row] !== 'missing'),
      settings,
      seed,
      madeBy: 'Winnow',
      parts: {
        root,
        limits,
        fileOf: (row) => table.files[row],
        render: async (name, request, own) => {
          const reply = await engine.readers.run(name, request, own);
          if (!reply.ok || 'written' in reply) return reply;
          throw new Error('The image worker answered something else.');
        },
      },
      lanes: lanesPerCore * engine.threads,
      report,
      signal,
    });
    const name = (path: string): string => toNamed(frame, path) ?? path;
    return { ...outcome, failed: outcome.failed.map(({ path, reason }) => ({ path: name(path), reason })) };
  }

  /** Rows that are copies of one another, in whatever way, have the same number. */
  private async groups(signal: AbortSignal): Promise<Int32Array> {
    const found = await this.parts.findings.groups(['bytes', 'pixels', 'near'], signal);
    return joinGroups(
      this.parts.table.length,
      found.map(({ images }) => images.map(({ row }) => row)),
    );
  }
}

function subsetsOf(
  images: readonly SelectedImage[],
  { subsets }: CopySettings,
  groups: Int32Array,
  seed: number,
): readonly (SubsetName | undefined)[] {
  if (subsets === 'keep') return images.map(({ subset }) => subset);
  if (subsets === 'none') return images.map(() => undefined);
  return drawSubsets(
    images.map(({ label, hash, row }) => ({ label, hash, group: groups[row] })),
    subsets,
    seed,
  );
}

/** Names each group by its smallest hash, so that the name holds whatever else comes and goes. */
function groupNames(table: ImageTable, groups: Int32Array): Map<number, string> {
  const names = new Map<number, string>();
  groups.forEach((group, row) => {
    const hash = table.hashes[row]?.slice(0, 16);
    const known = names.get(group);
    if (hash !== undefined && (known === undefined || hash < known)) names.set(group, hash);
  });
  return names;
}
