import { OtherMethodNeeded, placeFile, type Move } from '../files/moveFile';
import { replaceTable } from '../files/rewriteTable';
import type { StepPreparer } from './prepareStep';
import { hasCode } from '../files/removeName';
import { intentRecord } from '../journal/stepRecords';
import { appendRecord, operationKey, type PreparedStep, type StepRun } from './stepRun';

/** The second part of a step, after its intent is durable: its file gets the new name, its folder is made. */
export async function placeStep(run: StepRun, preparer: StepPreparer, item: PreparedStep): Promise<void> {
  const { ops, folders } = run.context;
  const { step, from } = item;
  if (step.kind === 'make-folder') return makeFolder(run, item);
  if (step.kind === 'remove-folder' || step.kind === 'remove' || !(item.move ?? item.rewrite)) return;
  // Looked at again, because folders may have been exchanged since: links on the way are never followed.
  await folders.reach(step.from);
  if (step.to) await folders.reach(step.to);
  if (item.rewrite) return replaceTable(ops, item.rewrite);
  if (!item.move) return;
  if (step.kind === 'copy-in') {
    const handle = await ops.open(from, 'read');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
  for (;;) {
    const move: Move = item.move;
    try {
      await placeFile(ops, move, (inode) =>
        appendRecord(run, { type: 'placed', inode: String(inode), ...operationKey(run, item) }),
      );
      return;
    } catch (error) {
      if (!(error instanceof OtherMethodNeeded) || error.method === move.method) throw error;
      item.move = { ...move, method: error.method };
      if (error.method === 'reserve') preparer.preferMethod(move.source.own.device, 'reserve');
      await appendRecord(run, intentRecord(run, item));
    }
  }
}

async function makeFolder({ context, outcomes }: StepRun, item: PreparedStep): Promise<void> {
  const { index, from } = item;
  const { ops } = context;
  try {
    await ops.mkdir(from);
    item.made = true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST') || (await ops.lstat(from)).kind !== 'folder') throw error;
    outcomes[index] = { kind: 'idle' };
  }
}
