import { convertFormats, goneAs, goneAsOf, newLabel, type Decision, type GoneAs } from '../../core/decisions/decision';
import { className } from '../../protocol/className';
import { fileName } from '../../protocol/requests';
import { formatCsv, TableError, type CsvRow } from './csv';
import type { ImportEntry, ImportFile } from './importFile';
import { readColumns, type TableRow } from './tableColumns';

/** A decided image, as the table of decisions lists it. */
export interface DecisionRow {
  /** Below the dataset's root, `/` between. */
  readonly path: string;
  /** SHA-256 in hex. */
  readonly hash: string;
  /** '' is unsorted. */
  readonly given: string;
  readonly decision: Decision;
}

/** `file`: the format that an image is converted to, or its new name; `as`: why it goes, when not for what it shows. */
const columns = ['path', 'hash', 'given', 'decision', 'new_label', 'file', 'as'] as const;
const required = ['path', 'decision', 'new_label'] as const;
/** What the table of all images says of them beside. */
const described = ['subset', 'predicted', 'confidence', 'p_given', 'margin', 'loss', 'suspicious', 'when'];
type Column = (typeof columns)[number];

/**
 * The table of decisions: `path,hash,given,decision,new_label`, one line for each decided image; where images are
 * converted or renamed, with the column `file`; where some go as copies, sheets or unreadable, with the column `as`.
 */
export function formatDecisionTable(rows: Iterable<DecisionRow>): string {
  const lines: Record<Column, string>[] = [];
  for (const { path, hash, given, decision } of rows) {
    const file = decision.kind === 'convert' ? decision.format : decision.kind === 'rename' ? decision.to : '';
    const as = goneAsOf(decision) ?? '';
    lines.push({ path, hash, given, decision: decision.kind, new_label: labelCell(decision), file, as });
  }
  const isOptional = (name: Column): boolean => name === 'file' || name === 'as';
  const used = columns.filter((name) => !isOptional(name) || lines.some((line) => line[name] !== ''));
  return formatCsv([[...used], ...lines.map((line) => used.map((name) => line[name]))]);
}

/** The unsorted images have no name: what was said of a converted one to be unsorted is left unsaid. */
function labelCell(decision: Decision): string {
  return newLabel(decision) ?? '';
}

/** True when the first row names the columns of a table of decisions. */
export function isDecisionTable(header: readonly string[]): boolean {
  return header.includes('path') && header.includes('decision');
}

/** Reads a table of decisions. Throws TableError for what is no path, hash, decision or class. */
export function parseDecisionTable(rows: readonly CsvRow[], file: string): ImportFile {
  const table = readColumns<Column>(rows, columns, required, file);
  const ignored = table.ignored.filter((name) => !described.includes(name));
  const notes = ignored.length > 0 ? [`Columns that were not used: ${ignored.join(', ')}.`] : [];
  // The table of all images has lines without a decision, and sheets whose boxes no table holds.
  const decided = table.rows.filter(({ cells }) => cells.decision !== '' && cells.decision !== 'split');
  const splits = table.rows.filter(({ cells }) => cells.decision === 'split').length;
  if (splits > 0) notes.push(`${splits} collages to split were passed over: a table holds no boxes.`);
  return { format: 'decisions', entries: decided.map((row) => readEntry(row, file)), notes };
}

function readEntry({ line, cells }: TableRow<Column>, file: string): ImportEntry {
  const { path, hash } = cells;
  if (path === '') throw new TableError(file, line, 'the path is empty', 'Write the path below the dataset.');
  if (hash !== '' && !/^[0-9a-f]{64}$/.test(hash))
    throw new TableError(file, line, 'the hash is no SHA-256', 'Write 64 characters 0-9 and a-f, or leave it empty.');
  return { line, path, ...(hash !== '' && { hash }), wanted: readDecision(cells, line, file) };
}

function readDecision(cells: TableRow<Column>['cells'], line: number, file: string): Decision {
  const { decision, new_label: label } = cells;
  const as = readGoneAs(cells, line, file);
  switch (decision) {
    case 'relabel':
      return { kind: 'relabel', to: readLabel(label, line, file) };
    case 'convert':
    case 'rename':
      return readFileDecision(decision, cells, line, file);
    case 'keep':
    case 'delete':
    case 'set-aside':
    case 'restore':
      if (label === '') return { kind: decision, ...as };
      throw new TableError(
        file,
        line,
        `${decision} has a new label`,
        'Leave new_label empty, or write relabel as the decision.',
      );
    default:
      throw new TableError(
        file,
        line,
        `"${decision.slice(0, 40)}" is no decision`,
        'Write keep, relabel, delete, set-aside, convert, rename or restore.',
      );
  }
}

/** Why an image goes, when not for what it shows: without it, the likes of it are taken for rejects. */
function readGoneAs({ decision, as: cell }: TableRow<Column>['cells'], line: number, file: string): { as?: GoneAs } {
  if (cell === '') return {};
  if (decision !== 'delete' && decision !== 'set-aside')
    throw new TableError(file, line, `${decision} says why the image goes`, 'Leave as empty.');
  const as = goneAs.find((known) => known === cell);
  if (as) return { as };
  const remedy = `Write ${goneAs.join(', ')} as the reason, or leave it empty.`;
  throw new TableError(file, line, `"${cell.slice(0, 40)}" is no reason why an image goes`, remedy);
}

function readFileDecision(
  kind: 'convert' | 'rename',
  { file: cell, new_label: name }: TableRow<Column>['cells'],
  line: number,
  file: string,
): Decision {
  const label = name === '' ? {} : { label: readLabel(name, line, file) };
  if (kind === 'convert') {
    const format = convertFormats.find((known) => known === cell);
    if (format) return { kind, format, ...label };
    throw new TableError(file, line, 'convert names no format', `Write ${convertFormats.join(' or ')} as the file.`);
  }
  const checked = fileName.safeParse(cell);
  if (checked.success) return { kind, to: checked.data, ...label };
  throw new TableError(file, line, `the new name ${checked.error.issues[0].message}`, 'Write a name without folders.');
}

/** A label that may become a folder; '' is unsorted. Throws TableError for any other. */
export function readLabel(label: string, line: number, file: string): string {
  const checked = label === '' ? undefined : className.safeParse(label);
  if (checked && !checked.success)
    throw new TableError(
      file,
      line,
      `the label ${checked.error.issues[0].message}`,
      'A label becomes a folder: no "..", no backslash, no control character, at most 255 characters.',
    );
  return label;
}
