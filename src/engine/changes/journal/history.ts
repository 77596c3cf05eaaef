import { sep } from 'node:path';
import type { DataFolders } from '../dataFolders';
import { counted } from '../../../core/words';
import type { JournalOperation, JournalState, Run } from './journal';
import { countApplied } from '../recovery/recover';
import { isFolderStep } from '../steps/step';
import { isUndone } from '../steps/undoSteps';

export interface HistoryEntry {
  readonly journal: string;
  /** ISO 8601. */
  readonly when: string;
  /** Images and other files; sidecars and folders are not counted. */
  readonly applied: number;
  /** Folders that were made or removed. */
  readonly folders: number;
  readonly undone: boolean;
}

export interface History {
  /** Oldest first. */
  readonly applies: readonly HistoryEntry[];
}

export function summarize(state: JournalState): History {
  const applies = state.runs
    .filter(({ kind }) => kind === 'apply')
    .map((run) => {
      const applied = countApplied(run);
      const done = [...run.operations.values()].filter(({ outcome }) => outcome?.done);
      const folders = done.filter((operation) => isFolderStep(operation)).length;
      const undone = applied + folders > 0 && isUndone(run, state);
      return { journal: run.id, when: run.time.toISOString(), applied, folders, undone };
    });
  return { applies };
}

/**
 * The journal as a log for people: what happened, and as a comment-free shell command what puts each file back
 * (`mv -n` never overwrites). Newest last, as it happened.
 */
export function historyLines(state: JournalState, folders: DataFolders): string[] {
  const lines: string[] = [];
  for (const run of state.runs) {
    const undoes = run.undoes === undefined ? '' : ` of ${run.undoes}`;
    const end = run.end
      ? run.end.cancelled
        ? ', cancelled'
        : run.end.recovered
          ? ', interrupted and recovered'
          : ''
      : ', not ended';
    lines.push(`# ${run.time.toISOString()} ${run.kind} ${run.id}${undoes}: ${whatWasDone(run)}${end}`);
    for (const operation of run.operations.values()) lines.push(operationLine(operation, folders));
  }
  return lines;
}

/** Files, what stands beside them, and what of the plan was left. */
function whatWasDone(run: Run): string {
  const operations = [...run.operations.values()];
  const done = operations.filter(({ outcome }) => outcome?.done);
  const folders = done.filter((operation) => isFolderStep(operation)).length;
  const sidecars = done.filter(({ isSidecar }) => isSidecar).length;
  const leftAlone = operations.filter(({ outcome }) => outcome?.done === false).length;
  const reached = operations.reduce((sum, { relabels }) => sum + Math.max(1, relabels.length), 0);
  const others = [
    ...(folders > 0 ? [counted(folders, 'folder')] : []),
    ...(sidecars > 0 ? [counted(sidecars, 'sidecar')] : []),
    ...(leftAlone > 0 ? [`${leftAlone} left alone`] : []),
    ...(run.planned > reached ? [`${run.planned - reached} not reached`] : []),
  ];
  return [counted(countApplied(run), 'change'), ...others].join(', ');
}

function operationLine(operation: JournalOperation, folders: DataFolders): string {
  const { kind, outcome, undoneBy, link, provenance } = operation;
  const from = folders.absolute(operation.from);
  const to = operation.to && folders.absolute(operation.to);
  const what = to === undefined ? `${kind} ${from}` : `${kind} ${from} -> ${to}`;
  if (!outcome) return `# ${oneLine(what)} (not finished)`;
  if (!outcome.done) return `# ${oneLine(what)} (not done: ${oneLine(outcome.reason)})`;
  if (undoneBy) return `# ${oneLine(what)} (since taken back: ${undoneBy.run.id})`;
  switch (kind) {
    case 'make-folder':
      return `rmdir -- ${shellWord(from)}`;
    case 'remove-folder':
      return `mkdir -p -- ${shellWord(from)}`;
    case 'remove':
      return `# ${oneLine(what)} (removed from the trash for good)`;
    case 'rewrite': {
      const backup = operation.replaces && folders.absolute(operation.replaces.backup);
      return backup === undefined ? `# ${oneLine(what)}` : `cp -p -- ${shellWord(backup)} ${shellWord(to ?? '')}`;
    }
    case 'copy-in':
      return `rm -- ${shellWord(to ?? from)}${provenance ? ` # ${oneLine(provenance.note)}` : ''}`;
    default: {
      if (to === undefined) return `# ${oneLine(what)}`;
      if (link) return `ln -s -- ${shellWord(link.target)} ${shellWord(from)} && rm -- ${shellWord(to)}`;
      const parent = from.slice(0, from.lastIndexOf(sep));
      return `mkdir -p -- ${shellWord(parent)} && mv -n -- ${shellWord(to)} ${shellWord(from)}`;
    }
  }
}

/** A newline in a hostile name must not end a comment. */
function oneLine(text: string): string {
  return text.replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}

/** One word of a POSIX shell, whatever it contains. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
