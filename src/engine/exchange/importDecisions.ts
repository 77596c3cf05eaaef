import type { Decision } from '../../core/decisions/decision';
import type { ImportChoice, ImportPreview } from '../../protocol/exchange';
import { decisionOf } from '../session/describe';
import type { ExportInput } from './exportDecisions';
import type { ImportTarget } from './imageIndex';
import { chosenDecisions, previewImport } from './importPreview';
import type { ImportFile } from './importFile';
import { matchImport, type Matched } from './matchImport';
import { parseImport } from './parseImport';
import { decidableRows, imageRows, requireRead } from './readImages';

export type ImportInput = Pick<ExportInput, 'table' | 'state'>;

/** A file of decisions as it arrives. */
export interface ImportSource {
  readonly bytes: Uint8Array;
  /** Its name, for messages. */
  readonly name: string;
}

/** What an import of the file would do here. Throws `UserError` for a file that cannot be understood. */
export function readImport(input: ImportInput, source: ImportSource): ImportPreview {
  const { file, matched } = match(input, source);
  return previewImport(file, matched);
}

/** The decisions that the chosen groups of the file mean, by row. */
export function importedDecisions(
  input: ImportInput,
  source: ImportSource,
  chosen: readonly ImportChoice[],
): Map<number, Decision> {
  return chosenDecisions(match(input, source).matched, chosen);
}

function match({ table, state }: ImportInput, { bytes, name }: ImportSource): { file: ImportFile; matched: Matched[] } {
  const file = parseImport(bytes, name);
  requireRead(table);
  // A table of what stays lists no damaged files: that says nothing of them.
  const rows = file.format === 'cleaned' ? imageRows(table) : decidableRows(table);
  const images = rows.map((row): ImportTarget => {
    const current = decisionOf(table, state.decisions, row);
    return {
      row,
      path: table.path(row),
      hash: table.hashes[row] ?? '',
      label: table.className(table.given[row]) ?? '',
      ...(current && { current }),
    };
  });
  return { file, matched: matchImport(file, { images, knowsClass: (label) => table.knowsClass(label) }) };
}
