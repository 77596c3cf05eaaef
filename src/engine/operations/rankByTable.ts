import { basename, resolve } from 'node:path';
import { columnsProblem } from '../../core/predictions/columns';
import { predictionColumns, type PredictionsReport } from '../../protocol/predictions';
import { UserError } from '../errors';
import type { DatasetSession } from '../session/datasetSession';

/** Ranks by a table whose columns tell themselves; nothing is remembered. Throws `UserError` where they do not. */
export async function rankByTable(
  session: DatasetSession,
  file: string,
  outOfSample: boolean,
  signal: AbortSignal,
): Promise<PredictionsReport> {
  const path = resolve(file);
  const look = await session.predictions.look(path);
  const problem = columnsProblem(look.guess);
  if (problem !== undefined)
    throw new UserError(
      `${basename(path)}: ${problem}. Its columns are ${look.columns.slice(0, 12).join(', ')}. Name them e.g. file, predicted, confidence, or after the classes.`,
    );
  const columns = predictionColumns.parse(look.guess);
  return session.predictions.use({ path, columns, outOfSample }, { remember: false, signal });
}
