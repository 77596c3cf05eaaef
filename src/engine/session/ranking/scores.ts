import { normalizedMargin } from '../../../core/ranking';
import type { HeadScores, JointEstimate, ProbabilityTable } from '../../model/head/headInput';
import type { ImageTable } from '../imageTable';

/**
 * The newest ranking by row, [rows] each. Rows that were not ranked (no embedding) have `predicted` -1 and NaN scores.
 * Ranges: confidence, pGiven, margin 0 to 1; loss from 0 up. Unlabelled rows have NaN margin, loss and pGiven.
 */
export interface Scores {
  readonly rows: number;
  readonly predicted: Int32Array;
  readonly confidence: Float32Array;
  readonly pGiven: Float32Array;
  readonly margin: Float32Array;
  readonly loss: Float32Array;
  readonly suspicious: Uint8Array;
  readonly outOfSample: Uint8Array;
  /** Likeness to what was deleted or set aside, 0 to 1; NaN for rows that were not ranked. */
  readonly reject: Float32Array;
  /** All class probabilities; a view that the next ranking overwrites. */
  readonly probabilities: ProbabilityTable;
  /** How many images of one class are estimated to be of another, before any review. */
  readonly joint: JointEstimate;
  /** Confident threshold of each class, and of the rejects after them: mean pGiven of its images; 2 without any. */
  readonly thresholds: Float64Array;
  /** Folds of the cross-validation that made the scores; 1: nothing was held out. */
  readonly folds: number;
  /** The name of the predictions that they come from; undefined: Winnow's own. */
  readonly source?: string;
  /** The most likely classes of a row, most likely first. An index beyond the classes is the implicit reject class. */
  distribution(row: number, most: number): { readonly index: number; readonly probability: number }[];
}

/** The columns of scores that are written anew by each ranking. */
type ScoreColumns = Pick<
  Scores,
  'predicted' | 'confidence' | 'pGiven' | 'margin' | 'loss' | 'suspicious' | 'outOfSample' | 'reject'
>;

/**
 * The head's scores as the session shows them: judged against the label that stands on disk, not the one decided. What
 * the embedding model itself trained on (by content hash) is in-sample, whatever the folds of the head. They are written
 * into `old`, which nobody reads any more, where it has as many rows: megabytes anew for each decision keep the garbage
 * collector at work.
 */
export function scoresFrom(
  head: HeadScores,
  table: ImageTable,
  isScored: (row: number) => boolean,
  trainedOn: ReadonlySet<string>,
  old?: Scores,
): Scores {
  const rows = head.predicted.length;
  const columns: ScoreColumns = old?.rows === rows ? old : newColumns(rows);
  columns.predicted.set(head.predicted);
  columns.confidence.set(head.confidence);
  columns.pGiven.set(head.pGiven);
  columns.loss.set(head.loss);
  columns.suspicious.set(head.suspicious);
  columns.outOfSample.set(head.outOfSample);
  columns.reject.set(head.reject);
  for (let row = 0; row < rows; row++) {
    columns.margin[row] = normalizedMargin(head.margin[row]);
    const ranked = table.isImage(row) && isScored(row);
    if (!ranked) {
      columns.predicted[row] = -1;
      columns.confidence[row] = columns.reject[row] = NaN;
    }
    if (trainedOn.size > 0 && trainedOn.has(table.hashes[row] ?? '')) columns.outOfSample[row] = 0;
    if (!ranked || table.given[row] < 0) columns.pGiven[row] = columns.margin[row] = columns.loss[row] = NaN;
  }
  const { predicted, confidence, pGiven, margin, loss, suspicious, outOfSample, reject } = columns;
  return {
    rows,
    predicted,
    confidence,
    pGiven,
    margin,
    loss,
    suspicious,
    outOfSample,
    reject,
    probabilities: head.probabilities,
    joint: head.joint,
    thresholds: head.thresholds,
    folds: head.folds,
    distribution: (row: number, most: number) => largest(head.probabilities, row, most),
  };
}

function newColumns(rows: number): ScoreColumns {
  return {
    predicted: new Int32Array(rows),
    confidence: new Float32Array(rows),
    pGiven: new Float32Array(rows),
    margin: new Float32Array(rows),
    loss: new Float32Array(rows),
    suspicious: new Uint8Array(rows),
    outOfSample: new Uint8Array(rows),
    reject: new Float32Array(rows),
  };
}

/** The probability of one column (a class, or the reject class after them) for a row, 0 where it was not kept. */
export function probabilityOf({ width, values, columns }: ProbabilityTable, row: number, column: number): number {
  if (!columns) return column < width ? values[row * width + column] : 0;
  const slot = columns.subarray(row * width, (row + 1) * width).indexOf(column);
  return slot < 0 ? 0 : values[row * width + slot];
}

function largest(
  { width, values, columns }: ProbabilityTable,
  row: number,
  most: number,
): { index: number; probability: number }[] {
  const start = row * width;
  return Array.from({ length: width }, (_, i) => ({
    index: columns ? columns[start + i] : i,
    probability: values[start + i],
  }))
    .filter(({ probability }) => probability > 0)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, most);
}
