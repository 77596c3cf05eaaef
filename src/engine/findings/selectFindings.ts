import type { Decision } from '../../core/decisions/decision';
import type { FindingKind, FindingType } from '../../core/findings/finding';
import type { FindingRef, Unaccepted } from '../../protocol/findings';
import type { FoundFinding } from './findingsWork';

/** Findings of one kind and type: those named, or without `findings` all that are open. */
export interface FindingSelection {
  readonly kind: FindingKind;
  readonly type?: FindingType;
  readonly findings?: readonly FindingRef[];
}

/** Decisions that proposals mean, rows by decision. */
export interface AcceptedProposals {
  readonly decisions: readonly { readonly decision: Decision; readonly rows: Uint32Array }[];
  readonly left: Unaccepted;
}

/** Rows of several findings, packed: finding i ends at `ends[i]`. */
export interface SelectedRows {
  readonly rows: Uint32Array;
  readonly ends: Uint32Array;
  /** `type` of each, by number of finding. */
  readonly types: readonly (FindingType | undefined)[];
}

/** The findings selected as they are now, and how many of those named are no longer about the same images. */
function selectFindings(
  found: readonly FoundFinding[],
  { kind, type, findings }: FindingSelection,
): { readonly selected: readonly FoundFinding[]; readonly stale: number } {
  const own = found.filter((one) => one.kind === kind && (type === undefined || one.type === type));
  if (!findings) return { selected: own.filter(({ state }) => state === 'open'), stale: 0 };
  const byKey = new Map(own.map((one) => [keyOf(one), one]));
  const selected = new Set(findings.flatMap((ref) => byKey.get(keyOf(ref)) ?? []));
  return { selected: [...selected], stale: findings.filter((ref) => !byKey.has(keyOf(ref))).length };
}

/** What the proposals of the selected findings decide. All of a kind: the ticked ones, unless `unticked` too. */
export function acceptProposals(
  found: readonly FoundFinding[],
  selection: FindingSelection,
  unticked: boolean,
): AcceptedProposals {
  const { selected, stale } = selectFindings(found, selection);
  const byDecision = new Map<string, { decision: Decision; rows: Set<number> }>();
  let asked = 0;
  let other = 0;
  for (const { proposal } of selected) {
    if (proposal?.kind === 'ask') asked++;
    else if (proposal?.kind !== 'decide') other++;
    else if (proposal.ticked || unticked || selection.findings) {
      const key = JSON.stringify(proposal.decision);
      const known = byDecision.get(key) ?? { decision: proposal.decision, rows: new Set() };
      byDecision.set(key, known);
      for (const row of proposal.images) known.rows.add(row);
    }
  }
  return {
    decisions: [...byDecision.values()].map(({ decision, rows }) => ({ decision, rows: Uint32Array.from(rows) })),
    left: { asked, other, stale },
  };
}

/** The rows that the selected findings are about. */
export function selectedRows(found: readonly FoundFinding[], selection: FindingSelection): SelectedRows {
  const { selected } = selectFindings(found, selection);
  let end = 0;
  return {
    rows: Uint32Array.from(selected.flatMap(({ images }) => images)),
    ends: Uint32Array.from(selected, ({ images }) => (end += images.length)),
    types: selected.map(({ type }) => type),
  };
}

function keyOf({ kind, type, images }: FindingRef): string {
  return `${kind} ${type ?? ''} ${[...images].sort((a, b) => a - b).join(' ')}`;
}
