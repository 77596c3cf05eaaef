import type { ImportChoice, ImportGroup, ImportGroupKind, ImportPreview } from '../../protocol/exchange';
import type { Decision } from '../../core/decisions/decision';
import type { ImportFile } from './importFile';
import type { Matched } from './matchImport';

/** Examples that a preview lists of each group. */
const listed = 500;

const order: readonly ImportGroupKind[] = [
  'new',
  'replaces',
  'new-class',
  'unlisted',
  'agreed',
  'changed',
  'ambiguous',
  'missing',
  'unsafe',
  'contradiction',
];

/** What an import would do, counted by group. */
export function previewImport(file: ImportFile, matched: readonly Matched[]): ImportPreview {
  const groups = order.flatMap((kind): ImportGroup[] => {
    const own = matched.filter((match) => match.kind === kind);
    if (own.length === 0) return [];
    const moved = own.filter(({ movedTo }) => movedTo !== undefined).length;
    return [{ kind, count: own.length, moved, examples: own.slice(0, listed).map(sentence) }];
  });
  return { format: file.format, entries: file.entries.length, groups, notes: file.notes };
}

/** The decisions of the groups that were chosen, by row. */
export function chosenDecisions(matched: readonly Matched[], chosen: readonly ImportChoice[]): Map<number, Decision> {
  const wanted = new Set<ImportGroupKind>(chosen);
  const decisions = new Map<number, Decision>();
  for (const { kind, change } of matched) if (change && wanted.has(kind)) decisions.set(change.row, change.decision);
  return decisions;
}

function sentence({ line, path, movedTo, reason }: Matched): string {
  const where = line === undefined ? '' : `line ${line}: `;
  const here = movedTo === undefined ? '' : ` (here ${movedTo})`;
  return `${where}${path}${here}: ${reason}`;
}
