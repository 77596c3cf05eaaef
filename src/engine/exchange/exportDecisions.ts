import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newLabel, type Decision } from '../../core/decisions/decision';
import { followPath, formerLabels } from '../../core/decisions/epoch';
import { placeOf, type Layout } from '../../core/layout';
import { operationPath } from '../../core/plan/plan';
import type { ExportedDecisions, ExportFormat } from '../../protocol/exchange';
import type { DatasetState } from '../session/datasetState';
import { decisionOf } from '../session/describe';
import type { ImageTable } from '../session/imageTable';
import { pendingDecisions, planFor } from '../session/applying/planning';
import { keptFiles } from '../session/applying/putBack';
import { formatCleanedTable, type CleanedRow } from './cleanedTable';
import { allRows, recordedRows } from './decidedRows';
import { formatDecisionTable, type DecisionRow } from './decisionTable';
import { imageRows, requireRead } from './readImages';
import { restoreOperations } from './restoreOperations';
import { readLinks } from './readLinks';
import { formatShellScript, isScriptOperation, scriptFolders, type ScriptOperation } from './shellScript';

/** What of an open dataset is written to a file. */
export interface ExportInput {
  readonly root: string;
  readonly layout: Layout;
  readonly table: ImageTable;
  readonly state: DatasetState;
}

/** Writes the decisions in one of the formats. Changes nothing. Throws `UserError` where files are not read yet. */
export async function exportDecisions(input: ExportInput, format: ExportFormat): Promise<ExportedDecisions> {
  switch (format) {
    case 'decisions':
      return tableOf(recordedRows({ book: input.state.decisions.book, labelOf: labelOf(input) }));
    case 'all-decisions':
      return tableOf(await everything(input));
    case 'cleaned':
      return cleaned(input);
    case 'script':
      return script(input);
  }
}

function labelOf({ layout }: ExportInput): (path: string) => string {
  return (path) => placeOf(path, layout).label ?? '';
}

/** Of a path, the label before the first apply: what its folder says, or what a table said. */
function labelBefore(input: ExportInput): (path: string) => string {
  const now = labelOf(input);
  const { layout, state } = input;
  if (layout.kind !== 'table') return now;
  const { epochs } = state.decisions;
  const former = formerLabels(epochs);
  return (path) => former(path) ?? (now(path) || now(followPath(path, epochs) ?? path));
}

function tableOf(all: readonly DecisionRow[]): ExportedDecisions {
  const rows = all.filter(({ decision }) => decision.kind !== 'split');
  const splits = all.length - rows.length;
  const notes = splits > 0 ? [`${splits} collages to split are left out: a table holds no boxes.`] : [];
  return { bytes: encode(formatDecisionTable(rows)), entries: rows.length, notes };
}

async function everything(input: ExportInput): Promise<DecisionRow[]> {
  const { table, state } = input;
  requireRead(table);
  const { changes, decisions } = state;
  const images = imageRows(table).map((row) => ({ path: table.path(row), hash: table.hashes[row] ?? '' }));
  return allRows({
    book: decisions.book,
    epochs: decisions.epochs,
    labelOf: labelOf(input),
    labelBefore: labelBefore(input),
    kept: await keptFiles(changes),
    origins: (await changes?.origins()) ?? new Map<string, string>(),
    images,
  });
}

function cleaned({ table, state: { decisions } }: ExportInput): ExportedDecisions {
  requireRead(table);
  const rows: CleanedRow[] = [];
  let gone = 0;
  for (const row of imageRows(table)) {
    const decision = decisionOf(table, decisions, row);
    if (decision?.kind === 'delete' || decision?.kind === 'set-aside') gone++;
    else {
      const given = table.className(table.given[row]) ?? '';
      rows.push({ name: table.path(row), label: newLabel(decision) ?? given });
    }
  }
  const unreadable = table.status.filter((status) => status === 'unreadable').length;
  const notes = [
    ...(gone > 0 ? [`${gone} deleted or set aside are left out.`] : []),
    ...(unreadable > 0 ? [`${unreadable} that cannot be read are left out.`] : []),
  ];
  return { bytes: encode(formatCleanedTable(rows)), entries: rows.length, notes };
}

async function script({ root, layout, table, state }: ExportInput): Promise<ExportedDecisions> {
  const { changes, decisions } = state;
  const { planned, skipped } = pendingDecisions(table, decisions);
  const when = new Date();
  const stateFolder = changes ? dirname(changes.journalPath) : join(root, '..');
  const origins = (await changes?.origins()) ?? new Map<string, string>();
  // A script cannot write pictures, nor put one back in place of what was made of it.
  const movable = planned.filter(({ decision }) => !needsApply(decision));
  const plan = await planFor({ root, layout, table, origins }, movable);
  const checked = changes ? await changes.check(plan) : plan;
  const all = [...checked.operations, ...restoreOperations(movable, await keptFiles(changes))];
  const operations = all.filter(isScriptOperation);
  const left = all.filter((operation) => !isScriptOperation(operation));
  const folders = scriptFolders(root, when);
  const realRoot = await realpath(root);
  const links = await readLinks(operations, (operation) => {
    const target = targetOf(operation, folders);
    if (target === undefined || !('from' in operation)) return undefined;
    const base = operation.kind === 'restore' ? stateFolder : realRoot;
    return { from: join(base, operation.from), to: join(realRoot, target) };
  });
  const text = formatShellScript({ root, stateFolder, operations, links, when });
  const notes = [
    ...[...skipped, ...checked.skipped].map(({ path, reason }) => `${path} is left out: ${reason}`),
    ...planned
      .filter(({ decision }) => needsApply(decision))
      .map(({ path, decision }) =>
        decision.kind === 'split'
          ? `${path} is left out: only Apply splits collages.`
          : `${path} is left out: only Apply converts.`,
      ),
    ...(layout.kind === 'table'
      ? ['Labels stand in a table, which a script cannot rewrite: only Apply relabels.']
      : []),
    ...left.map((operation) => `${operationPath(operation)} is left out: only Apply brings new files in.`),
  ];
  return { bytes: encode(text), entries: operations.filter(isImage).length, notes };
}

function needsApply(decision: Decision): boolean {
  return decision.kind === 'convert' || (decision.kind === 'restore' && decision.made !== undefined);
}

function targetOf(operation: ScriptOperation, folders: { trash: string; setAside: string }): string | undefined {
  switch (operation.kind) {
    case 'trash':
      return `${folders.trash}/${operation.from}`;
    case 'set-aside':
      return `${folders.setAside}/${operation.from}`;
    case 'move':
    case 'restore':
      return operation.to;
    case 'make-folder':
    case 'remove-folder':
      return undefined;
  }
}

function isImage(operation: ScriptOperation): boolean {
  return 'from' in operation && operation.sidecarOf === undefined;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
