import { netMoves } from '../../../core/decisions/epoch';
import type { Skipped } from '../../../core/plan/plan';
import { openStagingArea } from '../../changes/files/stagingArea';
import type { TableCopy } from '../../changes/files/tableCopies';
import type { JobCall } from '../../jobs/progress';
import type { ImageAdd, ImageEdit } from '../../labels/messages';
import { runOptions, type ApplyingInput, type CameBack } from '../applying/applying';
import { unapply } from '../applying/unapply';
import { stageTables } from './rewriteTables';

/** What became of the rows. */
export interface ReturnedRows {
  /** Tables that were written. */
  readonly tables: ReadonlySet<string>;
  /** Images that have their label back. */
  readonly relabelled: number;
  readonly skipped: readonly Skipped[];
}

const nothing: ReturnedRows = { tables: new Set(), relabelled: 0, skipped: [] };

/**
 * Rows of tables come back with files that came back one by one, and row by row where a table was written by others
 * since an apply, so that it cannot be put back as a whole. The files must have been listed again before.
 */
export async function returnRows(input: ApplyingInput, back: CameBack, call: JobCall): Promise<ReturnedRows> {
  const { layout, state } = input;
  if (layout.kind !== 'table' || (back.images.length === 0 && !back.partly)) return nothing;
  const changes = await state.requireWritable();
  const copies = await changes.tableCopies();
  const adds = back.images.map(({ path, journal }): ImageAdd => ({
    path,
    label: '',
    from: copies.filter((one) => one.journal === journal).map(({ copy, table }) => ({ copy, table })),
  }));
  const { partly } = back;
  const edits = partly ? undoneEdits(input, partly, copies) : [];
  const area = await openStagingArea(await changes.staging());
  try {
    const also = edits.map(({ path }) => path);
    const { operations, skipped } = await stageTables(input, edits, adds, area, call.signal, also);
    if (operations.length === 0) return { ...nothing, skipped };
    const plan = { root: input.root, operations, skipped: [], notes: [] };
    const result = await changes.followUp(plan, runOptions('undo', call));
    if (partly) await unapply(state.decisions, partly.journal, netMoves(result.moved));
    const failed = new Set(result.skipped.map(({ path }) => path));
    const tables = operations.flatMap((one) => (one.kind === 'rewrite' && !failed.has(one.to) ? [one.to] : []));
    return { tables: new Set(tables), relabelled: result.applied, skipped: [...skipped, ...result.skipped] };
  } finally {
    await area.dispose();
  }
}

/** What takes an apply back row by row: names and labels as they were, where nobody chose others since. */
function undoneEdits(
  { layout }: ApplyingInput,
  { journal, moves }: NonNullable<CameBack['partly']>,
  copies: readonly TableCopy[],
): ImageEdit[] {
  const edits = new Map<string, { label?: string; to?: string }>();
  for (const { from, to } of moves)
    if (from !== null && to !== null && from !== to) edits.set(from, { ...edits.get(from), to });
  const written = copies.filter((one) => one.journal === journal && !one.undone);
  // Rows name an image as the apply left it.
  const standsAt = new Map(
    moves.flatMap(({ from, to }) => (from !== null && to !== null ? [[to, from] as const] : [])),
  );
  for (const { path, before, after } of written.flatMap(({ relabels }) => relabels)) {
    const now = layout.labels?.get(path)?.label ?? '';
    const named = standsAt.get(path) ?? path;
    if (now === after || named !== path) edits.set(named, { ...edits.get(named), label: before });
  }
  return [...edits].map(([path, edit]) => ({ path, ...edit }));
}
