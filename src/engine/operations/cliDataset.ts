import { isAbsolute, posix, resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import * as z from 'zod';
import { layoutKinds, type LayoutKind } from '../../core/layout';
import { toNamed } from '../../core/pathFrame';
import { UserError, refused } from '../errors';
import { printable } from '../exchange/printable';
import type { Engine } from '../engine';
import { unsearched } from '../session/collages/collageSearch';
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

/** Says where nothing can be found because there is nothing: no image at all. */
export function noteEmpty(session: DatasetSession, call: Call): void {
  if (session.inventory().images === 0) call.note(`${session.root} holds no image that can be read.`);
}

/** Says where no label can be found wrong, because there is none, or only one class: that is no clean bill. */
export function noteUnlabelled(session: DatasetSession, call: Call): void {
  noteEmpty(session, call);
  const note = unlabelledNote(session);
  if (note !== undefined) call.note(note);
}

/** Why labels could not be judged, if they could not. */
export function unlabelledNote(session: DatasetSession): string | undefined {
  const { images, classes, layout } = session.inventory();
  if (images === 0) return undefined;
  const names = new Set(classes.filter((one) => one.images > 0).map(({ name }) => name));
  if (names.size > 1) return undefined;
  const [only] = names;
  return only === undefined
    ? `No image has a label (the folder was read as: ${layout}), so no label was judged. --layout says how it is laid out, --labels where labels stand.`
    : `All labelled images are of one class, ${only}: labels are judged where there are two or more. Where that is not so, --layout says how the folder is laid out, --labels where labels stand.`;
}

/** Searches what no search has seen yet, so that findings of collages are there; says what could not be searched. */
export async function searchCollages(session: DatasetSession, call: Call): Promise<void> {
  const failed = await session.collageSearch.run(call.report, call.signal);
  if (failed.length > 0) call.note(unsearched(failed));
  session.findings.found.changed('collages');
}

/** A path of the dataset as people know it: relative to the folder that they named, also where it lies beside that. */
export function namedPath({ frame }: DatasetSession, path: string): string {
  return toNamed(frame, path) ?? posix.relative(frame.scope, path);
}

/** Columns of words for people, a line for each row; the first row is the heading. */
export function table(given: readonly (readonly string[])[]): string {
  const rows = given.map((row) => row.map(printable));
  const widths = rows[0].map((_, column) => rows.reduce((most, row) => Math.max(most, row[column].length), 0));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
