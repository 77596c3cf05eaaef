import { goneAsOf, newLabel } from '../../core/decisions/decision';
import { TimeSlice } from '../jobs/timeSlice';
import { decisionOf, type Described } from '../session/describe';
import { isFlagged } from '../session/findings/suspicion';

/** One image of the dataset in the table of all images. Absent is null. */
export interface ImageRecord {
  /** Below the dataset, `/` between. */
  readonly path: string;
  /** SHA-256 in hex. */
  readonly hash: string;
  /** Null is unsorted. */
  readonly given: string | null;
  readonly decision: string | null;
  /** '' is unsorted. */
  readonly new_label: string | null;
  /** The format that it is converted to, or its new name. */
  readonly file: string | null;
  /** Why it goes, when not for what it shows: as a copy, sheet or unreadable. */
  readonly as: string | null;
  readonly subset: string | null;
  readonly predicted: string | null;
  /** 0..1. */
  readonly confidence: number | null;
  /** Probability of the given label, 0..1. */
  readonly p_given: number | null;
  /** 0..1, low is suspicious. */
  readonly margin: number | null;
  /** Nats, from 0 up. */
  readonly loss: number | null;
  readonly suspicious: boolean;
  /** When it was decided. */
  readonly when: Date | null;
}

const recordsAtOnce = 2000;

/** Every image in the order of its path, and what cannot be read but was decided on, with decision and scores. */
export async function* imageRecords(dataset: Described): AsyncGenerator<readonly ImageRecord[]> {
  const { table, decisions } = dataset;
  const slice = new TimeSlice();
  const rows = Array.from({ length: table.length }, (_, row) => row).filter(
    (row) => table.isImage(row) || (table.status[row] === 'unreadable' && decisionOf(table, decisions, row)),
  );
  rows.sort((a, b) => (table.path(a) < table.path(b) ? -1 : 1));
  let batch: ImageRecord[] = [];
  for (const row of rows) {
    batch.push(recordOf(dataset, row));
    if (slice.isOver()) await slice.next();
    if (batch.length < recordsAtOnce) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function recordOf(dataset: Described, row: number): ImageRecord {
  const { table, decisions, scores } = dataset;
  const decision = decisionOf(table, decisions, row);
  const hash = table.hashes[row] ?? '';
  const scored = scores !== undefined && row < scores.rows && scores.predicted[row] >= 0 ? scores : undefined;
  const number = (values: Float32Array | undefined): number | null => {
    const value = values?.[row];
    return value === undefined || Number.isNaN(value) ? null : Number(value.toFixed(6));
  };
  const entry = decision && decisions.history.of(hash).at(-1);
  return {
    path: table.path(row),
    hash,
    given: table.className(table.given[row]) ?? null,
    decision: decision?.kind ?? null,
    new_label: newLabel(decision) ?? null,
    file: decision?.kind === 'convert' ? decision.format : decision?.kind === 'rename' ? decision.to : null,
    as: goneAsOf(decision) ?? null,
    subset: table.subsets[row] ?? null,
    predicted: scored ? (table.className(scored.predicted[row]) ?? null) : null,
    confidence: number(scored?.confidence),
    p_given: number(scored?.pGiven),
    margin: number(scored?.margin),
    loss: number(scored?.loss),
    suspicious: isFlagged(dataset, row),
    when: entry ? new Date(entry.at) : null,
  };
}
