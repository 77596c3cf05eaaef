import type { Dismissal } from '../../../core/decisions/dismissal';
import { toNamed } from '../../../core/pathFrame';
import type { DuplicateType, Finding, FindingState, FindingKind } from '../../../core/findings/finding';
import type { DatasetSession } from '../datasetSession';

/** A group of copies with paths as the person knows them. */
export interface NamedGroup {
  readonly kind: DuplicateType;
  /** `reference`: the path is relative to the folder that was compared with. */
  readonly images: readonly { readonly path: string; readonly keep: boolean; readonly reference?: boolean }[];
  readonly crossSubset: boolean;
  readonly crossLabel: boolean;
  readonly dismissed?: boolean;
}

export interface NamedFinding extends Omit<Finding, 'images' | 'proposal'> {
  readonly images: readonly string[];
  /** The most alike images of the class that is suggested: they speak for it. Only where a label is doubted. */
  readonly neighbours?: readonly string[];
  readonly proposal?: unknown;
  /** What a person said of it; only where somebody did. */
  readonly state?: FindingState;
}

/** Everything suspicious, with paths as the person knows them; what lies outside the folder named is left out. */
export async function namedFindings(
  session: DatasetSession,
  kinds: readonly FindingKind[],
  signal: AbortSignal,
): Promise<NamedFinding[]> {
  const found = await identifiedFindings(session, kinds, signal);
  return found.map(({ identity: _bySelf, ...finding }) => finding);
}

/** The same, each with what names it by content. */
export async function identifiedFindings(
  { findings, table, frame }: DatasetSession,
  kinds: readonly FindingKind[],
  signal: AbortSignal,
): Promise<(NamedFinding & { readonly identity: Dismissal })[]> {
  const name = (rows: readonly number[]): string[] => rows.flatMap((row) => toNamed(frame, table.path(row)) ?? []);
  const named: (NamedFinding & { readonly identity: Dismissal })[] = [];
  for await (const { neighbours = [], state, proposal, ...finding } of findings.all(kinds, signal)) {
    const images = name(finding.images);
    if (images.length < finding.images.length) continue;
    const identity = findings.dismissalOf(finding);
    const own = proposal && 'images' in proposal ? { ...proposal, images: name(proposal.images) } : proposal;
    const near = name(neighbours);
    named.push({
      ...finding,
      identity,
      images,
      ...(near.length > 0 && { neighbours: near }),
      ...(own && { proposal: own }),
      ...(state !== 'open' && { state }),
    });
  }
  return named;
}

/** Copies among the indexed images, of the kinds asked for. */
export async function namedGroups(
  { findings, table, frame }: DatasetSession,
  kinds: readonly DuplicateType[],
  signal: AbortSignal,
): Promise<NamedGroup[]> {
  const groups = await findings.groups(kinds, signal);
  return groups.flatMap(({ kind, images, crossSubset, crossLabel }) => {
    const named = images.flatMap(({ row, keep }) => {
      const path = toNamed(frame, table.path(row));
      return path === undefined ? [] : [{ path, keep }];
    });
    if (named.length < 2) return [];
    const hashes = images.map(({ row }) => table.hashes[row] ?? '');
    const isDismissed = findings.isDismissed(kind, hashes);
    return [{ kind, images: named, crossSubset, crossLabel, ...(isDismissed && { dismissed: true }) }];
  });
}
