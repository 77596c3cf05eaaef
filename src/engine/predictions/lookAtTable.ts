import { basename } from 'node:path';
import { columnsProblem, guessColumns } from '../../core/predictions/columns';
import { ImagePaths } from '../../core/predictions/imagePaths';
import type { PredictionsLook } from '../../protocol/predictions';
import { openTable } from '../tables/openTable';
import { emptyTable, labelledClasses, type PredictedImages } from './readPredictions';

const rowsLookedAt = 1000;

/** Reads the beginning of a table and guesses what its columns mean. Throws `UserError` for what is no table. */
export async function lookAtTable(path: string, images: PredictedImages): Promise<PredictionsLook> {
  const source = await openTable(path);
  const rows: (readonly unknown[])[] = [];
  for await (const records of source.rows) {
    for (const { cells } of records) if (rows.length < rowsLookedAt) rows.push(cells);
    if (rows.length >= rowsLookedAt) break;
  }
  if (rows.length === 0) throw emptyTable(basename(path));
  const paths = new ImagePaths(images.root, images.paths, images.before);
  const isImage = (text: string): boolean => typeof paths.find(text) === 'number';
  const guessed = guessColumns(source.columns, rows, labelledClasses(images), isImage);
  const guess = source.classes ? { ...guessed, classes: source.classes } : guessed;
  const place = guess.file === undefined ? -1 : source.columns.indexOf(guess.file);
  const matched = rows.filter((cells) => typeof cells[place] === 'string' && isImage(cells[place]));
  const problem = columnsProblem(guess);
  return {
    columns: source.columns,
    guess,
    ...(problem !== undefined && { problem }),
    rows: rows.length,
    matched: matched.length,
    notes: source.notes,
  };
}
