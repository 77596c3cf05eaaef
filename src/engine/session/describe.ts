import {
  decisionCode,
  decisionInWords,
  isOfLabelAlone,
  newLabel,
  type Decision,
  type GoneAs,
} from '../../core/decisions/decision';
import { thresholdsOf } from '../../core/findings/findingSettings';
import { describeLayout, type Layout } from '../../core/layout';
import type { PinnedDigits } from '../../core/pinnedDigits';
import {
  rowFlags,
  type ClassSummary,
  type DatasetSummary,
  type ImageDetails,
  type RankingState,
  type RowColumns,
} from '../../protocol/dataset';
import type { PredictionsState } from '../../protocol/predictions';
import type { StoredFacts } from '../images/readImage';
import { noneOfClass, type DatasetCounts } from './datasetCounts';
import type { DecisionLog } from './decisions/decisionLog';
import type { ImageTable } from './imageTable';
import { isFlagged } from './findings/suspicion';
import { probabilityOf, type Scores } from './ranking/scores';
import type { Provenance } from './viewing/provenance';

export interface Described {
  readonly id: string;
  readonly name: string;
  readonly root: string;
  readonly layout: Layout;
  readonly table: ImageTable;
  readonly counts: DatasetCounts;
  readonly decisions: DecisionLog;
  readonly scores: Scores | undefined;
  /** `findingBits` by row; undefined before findings were looked for. */
  readonly findings: Uint32Array | undefined;
  /** Likeness to the images last pointed at, by row. */
  readonly similarity: Float32Array | undefined;
  readonly ranking: RankingState;
  readonly skipped: number;
  readonly canUndoApply: boolean;
  readonly digits: PinnedDigits;
  readonly savedQueries: readonly string[];
  readonly predictions?: PredictionsState;
  /** Where images came from. */
  readonly provenance: Provenance;
}

export function decisionOf(table: ImageTable, decisions: DecisionLog, row: number): Decision | undefined {
  const hash = table.hashes[row];
  return hash === undefined ? undefined : decisions.book.get(table.path(row), hash);
}

/** What the rail and the bar show. */
export function summarise(dataset: Described): DatasetSummary {
  const { table, decisions } = dataset;
  const { classes, subsets, skipped, ...counts } = dataset.counts.of(dataset);
  const digits = new Map([...dataset.digits].map(([digit, name]) => [name, digit]));
  return {
    ...counts,
    skipped: dataset.skipped + skipped,
    id: dataset.id,
    name: dataset.name,
    root: dataset.root,
    layout: describeLayout(dataset.layout),
    classes: table.classes.map((name, i): ClassSummary => ({
      name,
      digit: digits.get(name),
      ...(classes[i] ?? noneOfClass()),
    })),
    subsets: [...subsets].map(([name, images]) => ({ name, images })),
    pending: decisions.book.counts(),
    ranking: dataset.ranking,
    saved: decisions.saved,
    canUndoApply: dataset.canUndoApply,
    savedQueries: dataset.savedQueries,
    sources: dataset.provenance.offered,
    ...(dataset.predictions && { predictions: dataset.predictions }),
  };
}

/** What the grid shows of `rows`. Rows that do not exist are left out. */
export function columnsOf(dataset: Pick<Described, 'table' | 'decisions' | 'scores'>, asked: Uint32Array): RowColumns {
  const { table, decisions, scores } = dataset;
  const rows = asked.filter((row) => row < table.length);
  const n = rows.length;
  const columns: RowColumns = {
    rows,
    paths: Array.from(rows, (row) => table.path(row)),
    given: new Int32Array(n),
    predicted: new Int32Array(n),
    confidence: new Float32Array(n),
    margin: new Float32Array(n),
    flags: new Uint8Array(n),
    decision: new Uint8Array(n),
    target: new Int32Array(n).fill(-1),
    parts: new Uint32Array(n),
  };
  rows.forEach((row, i) => {
    const scored = scores !== undefined && row < scores.rows;
    const status = table.status[row];
    columns.given[i] = table.given[row];
    columns.predicted[i] = scored ? scores.predicted[row] : -1;
    columns.confidence[i] = scored ? scores.confidence[row] : NaN;
    columns.margin[i] = scored ? scores.margin[row] : NaN;
    columns.flags[i] =
      (isFlagged(dataset, row) ? rowFlags.suspicious : 0) |
      (scored && scores.outOfSample[row] ? rowFlags.outOfSample : 0) |
      (status === 'unreadable' ? rowFlags.unreadable : 0) |
      (status === 'missing' ? rowFlags.missing : 0) |
      (status === 'image' ? rowFlags.indexed : 0);
    const decision = decisionOf(table, decisions, row);
    columns.decision[i] = decisionCode(decision);
    const label = isOfLabelAlone(decision) ? table.className(table.given[row]) : newLabel(decision);
    if (label !== undefined && label !== '') columns.target[i] = table.classIndex(label);
    if (decision?.kind === 'split') columns.parts[i] = decision.parts.length;
  });
  return columns;
}

/** Everything the inspector shows of one image. */
export function detailsOf(dataset: Described, row: number, facts: StoredFacts | undefined): ImageDetails {
  const { table, decisions, scores } = dataset;
  const file = table.files[row];
  const decision = decisionOf(table, decisions, row);
  const scored = scores !== undefined && row < scores.rows && scores.predicted[row] >= 0;
  // What was deleted or set aside trains the implicit class of rejects: its label has no score of its own.
  const isReject = decision?.kind === 'delete' || decision?.kind === 'set-aside';
  const distribution = scored ? scores.distribution(row, 8) : [];
  const given = table.className(table.given[row]);
  return {
    row,
    path: file.path,
    absolutePath: `${dataset.root}/${file.path}`,
    given,
    subset: table.subsets[row],
    decision: decision && decisionInWords(decision, given ?? ''),
    status:
      table.status[row] === 'image' ? 'indexed' : table.status[row] === 'skipped' ? 'unreadable' : table.status[row],
    reason: table.reasons[row],
    format: facts?.format,
    width: facts?.width,
    height: facts?.height,
    bytes: file.size,
    modified: file.modifiedMs,
    hash: table.hashes[row],
    distribution: distribution.map(({ index, probability }) => ({
      name: table.classes[index] ?? 'rejects',
      probability,
    })),
    outOfSample: scored && scores.outOfSample[row] === 1,
    loss: scored && !isReject && given !== undefined ? scores.loss[row] : undefined,
    margin: scored && !isReject && given !== undefined ? scores.margin[row] : undefined,
    history: decisions.history.of(table.hashes[row] ?? ''),
    origins: dataset.provenance.of(row),
    why: !scored ? [] : isReject ? [goneAsText(decision.as)] : explain(dataset, row, scores),
  };
}

function goneAsText(as: GoneAs | undefined): string {
  switch (as) {
    case undefined:
      return 'Images like this one are now ranked as likely rejects.';
    case 'copy':
      return 'It goes as a copy, not for what it shows: others of its kind are no likely rejects.';
    case 'sheet':
      return 'It goes as a sheet, not for what it shows: others of its kind are no likely rejects.';
    case 'unreadable':
      return 'It goes as unreadable: others are no likely rejects for it.';
  }
}

function judgeOf({ source, outOfSample }: Scores, row: number): string {
  if (source !== undefined) return `The model that wrote ${source}`;
  return outOfSample[row] ? 'A model that did not train on this image' : 'The model';
}

function explain({ table, decisions }: Described, row: number, scores: Scores): string[] {
  const given = table.className(table.given[row]);
  const predicted = table.className(scores.predicted[row]);
  if (given === undefined || predicted === undefined) return [];
  const percent = (p: number): string => `${(p * 100).toFixed(p < 0.1 ? 1 : 0)} %`;
  const limit = thresholdsOf(decisions.settings).label;
  const judge = judgeOf(scores, row);
  // Margin, limit and `pGiven` go by the label as decided; what is said here is of the label in the files.
  const ofGiven = percent(probabilityOf(scores.probabilities, row, table.given[row]));
  const decided = newLabel(decisionOf(table, decisions, row)) ?? given;
  if (given === predicted) return [`${judge} agrees with the label (${ofGiven}).`];
  const usual = scores.thresholds[table.given[row]] ?? 2;
  return [
    `${judge} takes it for ${predicted} (${percent(scores.confidence[row])}), not for ${given} (${ofGiven}).`,
    ...(decided === given ? [verdict(scores, row, given, predicted, limit)] : []),
    ...(usual <= 1
      ? [`Images labelled ${given} get ${percent(usual)} for it on average, the threshold of the class.`]
      : []),
  ];
}

/** Whether the label is doubted, and why. */
function verdict(scores: Scores, row: number, given: string, predicted: string, limit: number): string {
  return scores.suspicious[row]
    ? `That is more than the usual confusion of ${given} with ${predicted}: the label is probably wrong. ` +
        `Its margin is ${scores.margin[row].toFixed(2)}; labels below ${limit} are listed.`
    : `Such confusion is usual between ${given} and ${predicted}: it may be right as it is.`;
}
