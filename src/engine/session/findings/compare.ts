import { toNamed } from '../../../core/pathFrame';
import type { DuplicateType } from '../../../core/findings/finding';
import { protectedIn } from '../../findings/duplicates/keepRule';
import type { Comparison } from '../../../protocol/findings';
import type { Engine } from '../../engine';
import type { JobCall } from '../../jobs/progress';
import { DatasetSession } from '../datasetSession';

/**
 * Copies of a dataset's images (below the folder that was named) in another folder, which is read and never changed,
 * and not compared with itself. Files that stand in both are left out of the reference.
 */
export async function compareWithFolder(
  engine: Engine,
  session: DatasetSession,
  folder: string,
  types: readonly DuplicateType[],
  call: JobCall,
): Promise<Comparison> {
  const { table, frame, findings } = session;
  const other = await DatasetSession.open(engine, folder, { readOnly: true, note: () => undefined, ...call });
  try {
    await other.preparation.index(call);
    const own = new Set<string>();
    let images = 0;
    for (let row = 0; row < table.length; row++) {
      if (toNamed(frame, table.path(row)) === undefined) continue;
      own.add(session.file(row));
      if (table.isImage(row)) images++;
    }
    const reference = await other.asReference(own, call);
    const isProtected = protectedIn(findings.settings.protect);
    const groups = await findings.against(reference, types, call.signal);
    return {
      groups: groups.flatMap(({ kind, images, reference: others, crossLabel }) => {
        const rows = images.filter((row) => toNamed(frame, table.path(row)) !== undefined);
        if (rows.length === 0) return [];
        const paths = rows.map((row) => toNamed(frame, table.path(row))!);
        const keep = rows.map((row) => isProtected(table.path(row)));
        return [{ kind, rows, paths, keep, reference: others.map((row) => reference.named(row)), crossLabel }];
      }),
      unreadable: reference.unreadable,
      compared: { images, with: reference.columns.count },
    };
  } finally {
    await other.close();
  }
}
