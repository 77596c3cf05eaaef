import { expect, it } from 'vitest';
import { makeDismissal } from '../../../src/core/decisions/dismissal';
import { understandLayout } from '../../../src/core/layout';
import { DecisionLog } from '../../../src/engine/session/decisions/decisionLog';
import { ImageTable } from '../../../src/engine/session/imageTable';
import { isFlagged, isSuspicious } from '../../../src/engine/session/findings/suspicion';

it('leaves out what was dismissed, and counts as suspicious only labels that nobody decided on', async () => {
  const table = new ImageTable();
  const layout = understandLayout({ name: '', images: 0, folders: [{ name: 'cat', images: 3, folders: [] }] });
  const file = { size: 1, modifiedMs: 0, device: 1, isLink: false };
  table.update(
    ['cat/a.jpg', 'cat/b.jpg', 'cat/c.jpg', 'cat/d.jpg'].map((path, inode) => ({ ...file, path, inode })),
    layout,
  );
  ['a', 'b', 'c', 'd'].forEach((hash, row) => table.setFact(row, { kind: 'image', hash }));
  const decisions = await DecisionLog.open(undefined, (work) => work());
  decisions.dismissals.apply([
    { dismissal: makeDismissal({ kind: 'label', label: 'cat' }, ['a']), before: false, after: true },
    { dismissal: makeDismissal({ kind: 'label', label: 'dog' }, ['b']), before: false, after: true },
  ]);
  decisions.book.apply([
    { path: 'cat/c.jpg', hash: 'c', after: { kind: 'convert', format: 'png' } },
    { path: 'cat/d.jpg', hash: 'd', after: { kind: 'convert', format: 'png', label: 'cat' } },
  ]);
  const judged = { table, decisions, scores: { rows: 4, suspicious: Uint8Array.of(1, 1, 1, 1) } };
  expect([0, 1, 2, 3].map((row) => isFlagged(judged, row))).toEqual([false, true, true, true]);
  expect([0, 1, 2, 3].map((row) => isSuspicious(judged, row))).toEqual([false, true, true, false]);
});
