import type { DecisionChange } from '../../core/decisions/decision';
import type { Decided } from '../../core/decisions/decisionBook';
import type { DecisionLog } from './decisions/decisionLog';
import type { ImageTable } from './imageTable';

/**
 * Brings decisions and files together after files were moved by somebody else, or by an apply that a crash cut off
 * before it was noted here: a decision whose file is gone follows its content to the one place where it now stands;
 * one that was carried out already (the image stands in the class it was relabelled to, the file is in the trash) ends.
 */
export function reconcile(
  table: ImageTable,
  decisions: DecisionLog,
  inTrash: (path: string, hash: string) => boolean,
): DecisionChange[] {
  const lost = [...decisions.book.entries()].filter(
    ({ path, decision }) => decision.kind !== 'restore' && isGone(table, path),
  );
  if (lost.length === 0) return [];
  const wanted = new Map<string, number[]>(lost.map(({ hash }) => [hash, []]));
  for (let row = 0; row < table.length; row++) {
    const hash = table.hashes[row];
    if (hash !== undefined && table.isImage(row)) wanted.get(hash)?.push(row);
  }
  return lost.flatMap((entry) => follow(table, decisions, entry, wanted.get(entry.hash) ?? [], inTrash));
}

function isGone(table: ImageTable, path: string): boolean {
  const row = table.rowOf(path);
  return row === undefined || table.status[row] === 'missing';
}

function follow(
  table: ImageTable,
  decisions: DecisionLog,
  { path, hash, decision }: Decided,
  rows: readonly number[],
  inTrash: (path: string, hash: string) => boolean,
): DecisionChange[] {
  const ended: DecisionChange = { path, hash, before: decision };
  if (inTrash(path, hash)) return [ended];
  const free = rows.filter((row) => decisions.book.get(table.path(row), hash) === undefined);
  if (free.length !== 1) return [];
  const [row] = free;
  const arrived = decision.kind === 'relabel' && decision.to === (table.className(table.given[row]) ?? '');
  return [ended, { path: table.path(row), hash, after: arrived ? { kind: 'keep', of: 'label' } : decision }];
}
