import { join } from 'node:path';
import type { FileOperation, Plan, Skipped } from '../../../core/plan/plan';
import { lstatIfThere } from '../../changes/files/directories';
import { diskOps } from '../../changes/files/fileOps';
import type { Changes } from '../../changes/openChanges';
import { stagingPart, type StagingArea } from '../../changes/files/stagingArea';
import type { ImageAdd, ImageEdit, StagedTable } from '../../labels/messages';
import type { ApplyingInput } from '../applying/applying';
import type { PlannedDecision } from '../applying/planning';
import { tableEdits } from './tableEdits';

/**
 * A plan with the new contents of the tables that label its images. Tables are written first and each file that loses
 * or changes its row after them: when an apply is cut short, what was not done is still decided and is done the next time.
 */
export async function withTables(
  input: ApplyingInput,
  changes: Changes,
  plan: Plan,
  decisions: readonly PlannedDecision[],
  area: StagingArea,
  signal: AbortSignal,
): Promise<Plan> {
  if (input.layout.kind !== 'table') return plan;
  const { table, layout } = input;
  // Only what can be done: a file that changed since keeps its row.
  const checked = await changes.check(plan, { signal });
  const { kept, skipped } = await unchanged(input, decisions);
  const givenOf = (path: string): string => layout.labels?.get(path)?.label ?? '';
  const { edits, adds } = tableEdits(checked.operations, kept, givenOf);
  const known = edits.filter(({ path }) => table.rowOf(path) !== undefined);
  const rewritten = await stageTables(input, known, adds, area, signal);
  const writes = rewritten.operations;
  const waits = new Map(rewritten.tables.flatMap(({ images, from }) => images.map((path) => [path, from] as const)));
  const operations = plan.operations.map((operation): FileOperation => {
    if (operation.kind !== 'trash' && operation.kind !== 'set-aside' && operation.kind !== 'move') return operation;
    const from = waits.get(operation.from);
    return from === undefined ? operation : { ...operation, after: [...(operation.after ?? []), from] };
  });
  return {
    ...plan,
    operations: [...writes, ...operations],
    skipped: [...plan.skipped, ...skipped, ...rewritten.skipped],
  };
}

/** New contents of tables, the operations that put them in place, and the images whose rows could not be written. */
export interface StagedTables {
  readonly operations: readonly FileOperation[];
  readonly tables: readonly (StagedTable & { readonly from: string })[];
  readonly skipped: readonly Skipped[];
}

/** Stages new contents of the tables and the operations that put them in place. */
export async function stageTables(
  { labels }: Pick<ApplyingInput, 'labels'>,
  edits: readonly ImageEdit[],
  adds: readonly ImageAdd[],
  area: StagingArea,
  signal: AbortSignal,
  also: readonly string[] = [],
): Promise<StagedTables> {
  if (edits.length + adds.length === 0) return { operations: [], tables: [], skipped: [] };
  const part = await stagingPart(area, 'tables');
  const rewritten = await labels.rewrite(edits, adds, part.path, signal, also);
  const tables = rewritten.tables.map((one) => ({ ...one, from: `${part.place}/${one.name}` }));
  const operations = tables.map(({ from, path: to, content: expected, replaces, relabels }): FileOperation => ({
    ...{ kind: 'rewrite', from, to, expected, replaces, relabels },
  }));
  return { operations, tables, skipped: rewritten.skipped };
}

/** Of images that are only labelled anew nothing else looks at the file: it must be the one that was decided on. */
async function unchanged(
  { table, root }: ApplyingInput,
  decisions: readonly PlannedDecision[],
): Promise<{ kept: PlannedDecision[]; skipped: Skipped[] }> {
  const kept: PlannedDecision[] = [];
  const skipped: Skipped[] = [];
  for (const one of decisions) {
    const row = table.rowOf(one.path);
    const stat =
      one.decision.kind === 'relabel' && row !== undefined
        ? await lstatIfThere(diskOps, join(root, one.path))
        : undefined;
    const known = row === undefined ? undefined : table.files[row];
    const isChanged =
      one.decision.kind === 'relabel' &&
      (!stat ||
        !known ||
        (!known.isLink && (stat.size !== known.size || Math.abs(stat.mtimeMs - known.modifiedMs) >= 1)));
    if (isChanged) skipped.push({ path: one.path, reason: 'The file has changed since it was decided on.' });
    else kept.push(one);
  }
  return { kept, skipped };
}
