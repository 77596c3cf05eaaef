import { UserError } from '../errors';
import { isCleanedTable, parseCleanedTable } from './cleanedTable';
import { parseCsv, TableError } from './csv';
import { isDecisionTable, parseDecisionTable } from './decisionTable';
import type { ImportEntry, ImportFile } from './importFile';
import { decisionOfEntry, parsePlanFile } from './planFile';

/** Entries that one file may have. */
const mostEntries = 2_000_000;

/**
 * Reads a table of decisions, fastai's `cleaned.csv` or a plan in JSON, told apart by content; `file` is its name, for
 * messages. Throws `UserError` that names the line and the remedy; nothing is imported of a file with any fault.
 */
export function parseImport(bytes: Uint8Array, file: string): ImportFile {
  const text = decodeText(bytes, file);
  const parsed = /^\s*[{[]/.test(text) ? parsePlan(text, file) : parseTable(text, file);
  if (parsed.entries.length > mostEntries)
    throw new UserError(`${file} has more than ${mostEntries} lines. Split it into several files.`);
  return parsed;
}

function decodeText(bytes: Uint8Array, file: string): string {
  if (bytes.includes(0)) throw new UserError(`${file} is no text, or UTF-16. Save it as CSV in UTF-8.`);
  try {
    // Takes the byte order mark away that spreadsheets write.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UserError(`${file} is not UTF-8. Save it as CSV in UTF-8.`, { cause: error });
  }
}

function parseTable(text: string, file: string): ImportFile {
  const rows = parseCsv(text, file);
  if (rows.length === 0) throw new UserError(`${file} is empty. Choose a table that Export Decisions wrote.`);
  const { fields, line } = rows[0];
  if (isDecisionTable(fields)) return parseDecisionTable(rows, file);
  if (isCleanedTable(fields)) return parseCleanedTable(rows, file);
  const separated = fields.length === 1 && /[;\t]/.test(fields[0]);
  throw new TableError(
    file,
    line,
    'these are not the columns of a table of decisions',
    separated
      ? 'The columns are separated by semicolons or tabs: save the table with commas.'
      : 'The first line must be path,hash,given,decision,new_label or name,label.',
  );
}

function parsePlan(text: string, file: string): ImportFile {
  const entries = parsePlanFile(text, file).map((entry, i): ImportEntry => ({
    line: i + 1,
    path: entry.path,
    wanted: decisionOfEntry(entry),
  }));
  return { format: 'plan', entries, notes: [] };
}
