import { newLabel } from '../../../core/decisions/decision';
import type { FileOperation } from '../../../core/plan/plan';
import type { PlanPreview } from '../../../protocol/dataset';
import type { ApplyingInput } from './applying';
import { pendingDecisions, planFor, type PlannedDecision } from './planning';

/** Operations that a preview shows; the counts speak of all. */
const previewed = 500;

/** What Apply would do now, checked against the disk. Changes nothing. */
export async function previewPlan(
  input: ApplyingInput,
  given?: readonly PlannedDecision[],
  most = previewed,
): Promise<PlanPreview> {
  const { decisions, changes } = input.state;
  const { planned, skipped } = given ? { planned: [...given], skipped: [] } : pendingDecisions(input.table, decisions);
  const plan = await planFor({ ...input, origins: (await changes?.origins()) ?? new Map() }, planned);
  const { checkable, converted } = withoutNewFiles(plan.operations);
  const checked = changes
    ? await changes.check({ ...plan, operations: checkable })
    : { ...plan, operations: checkable };
  const restores = planned
    .filter(({ decision }) => decision.kind === 'restore')
    .map(({ path }) => ({ kind: 'restore' as const, from: 'Winnow’s trash', to: path }));
  const crops = plan.places.map(({ sheet, part, to }) => ({
    kind: 'copy-in' as const,
    from: `${sheet} (part ${part})`,
    to,
  }));
  const moves = checked.operations.flatMap((operation) => shown(operation, converted));
  const relabels = relabelsOf(input, planned);
  const operations = [...crops, ...relabels, ...moves, ...restores];
  return {
    counts: decisions.book.counts(),
    operations: operations.slice(0, most),
    total: operations.length,
    crops: crops.length,
    relabels: relabels.length,
    skipped: [...skipped, ...checked.skipped],
  };
}

/** Labels that tables will say anew; with labels in folders, moves say it. */
function relabelsOf({ layout, table }: ApplyingInput, planned: readonly PlannedDecision[]): PlanPreview['operations'] {
  if (layout.kind !== 'table') return [];
  return planned.flatMap(({ path, decision }) => {
    const label = newLabel(decision);
    const row = table.rowOf(path);
    const given = row === undefined ? '' : (table.className(table.given[row]) ?? '');
    if (label === undefined || label === given || row === undefined) return [];
    return [{ kind: 'relabel' as const, from: `${path} (${given || 'unsorted'})`, to: label || 'unsorted' }];
  });
}

/** New files are not written yet: of a conversion only its original can be checked. */
function withoutNewFiles(operations: readonly FileOperation[]): {
  checkable: FileOperation[];
  converted: Map<string, string>;
} {
  const converted = new Map<string, string>();
  const waiting = new Map<string, string>();
  const checkable = operations.flatMap((operation): FileOperation[] => {
    if (operation.kind === 'copy-in') {
      converted.set(operation.provenance.source, operation.to);
      waiting.set(operation.to, operation.provenance.source);
      return [];
    }
    if (operation.kind === 'move' && waiting.has(operation.from)) {
      converted.set(waiting.get(operation.from) ?? '', operation.to);
      return [];
    }
    // Its image is not in what is checked: it is shown as it stands in the plan.
    if (operation.kind === 'move' && operation.sidecarOf?.startsWith('staging/'))
      return [{ ...operation, sidecarOf: undefined }];
    return [operation.kind === 'trash' ? { ...operation, after: undefined } : operation];
  });
  return { checkable, converted };
}

function shown(operation: FileOperation, converted: ReadonlyMap<string, string>): PlanPreview['operations'] {
  switch (operation.kind) {
    case 'move-in':
      return [{ kind: 'move', from: operation.from, to: operation.to }];
    case 'move':
    case 'restore':
    case 'copy-in':
      return [{ kind: operation.kind, from: operation.from, to: operation.to }];
    case 'trash': {
      const { from } = operation;
      const to = converted.get(from);
      return to === undefined ? [{ kind: 'trash', from, to: 'Winnow’s trash' }] : [{ kind: 'convert', from, to }];
    }
    case 'rewrite':
      return [];
    case 'set-aside':
      return [{ kind: 'set-aside', from: operation.from, to: 'the folder of images set aside' }];
    case 'make-folder':
    case 'remove-folder':
      return [];
  }
}
