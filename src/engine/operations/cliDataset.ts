import { isAbsolute, resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { layoutKinds, type LayoutKind } from '../../core/layout';
import { UserError, refused } from '../errors';
import type { Engine } from '../engine';
import type { DatasetSession } from '../session/datasetSession';
import type { Call } from './operation';

export const layoutOption = z
  .enum(layoutKinds)
  .optional()
  .describe(
    'how the folder is laid out, where it can be read in two ways: classes, subsets, pile, or table (labels in a table or in image lists)',
  );

/** A folder named on the command line, absolute. Throws `UserError` when it is not a folder. */
export async function requireFolder(name: string): Promise<string> {
  const folder = isAbsolute(name) ? name : resolve(name);
  const found = await stat(folder).catch(refused(`${name} cannot be opened`));
  if (!found.isDirectory()) throw new UserError(`${name} is not a folder.`);
  return folder;
}

/** Opens the dataset that `dir` names or lies in, for one command; what was recovered is said as a note. */
export async function openForCommand(
  engine: Engine,
  dir: string,
  call: Call,
  layout?: LayoutKind,
): Promise<DatasetSession> {
  const folder = await requireFolder(dir);
  return engine.open(folder, { layout, readOnly: false, report: call.report, note: call.note, signal: call.signal });
}

/** Columns of words for people; the first row is the heading. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
