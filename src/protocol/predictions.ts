import * as z from 'zod';
import type { PredictionColumns } from '../core/predictions/columns';

const column = z.string().max(1000);
const name = z.string().max(4096);
const classNames = z.array(name).max(100_000);

/** Checks columns as they were confirmed. */
export const predictionColumns: z.ZodType<PredictionColumns> = z.object({
  file: column,
  label: column.optional(),
  confidence: column.optional(),
  scores: z
    .array(z.object({ column, class: name }))
    .max(100_000)
    .optional(),
  list: column.optional(),
  logits: z.boolean(),
  classes: classNames,
});

/** Which predictions rank a dataset. */
export const predictionChoice = z.object({
  /** Absolute path of the table. */
  path: z.string().min(1).max(4096),
  columns: predictionColumns,
  /** The images were not among those that the model trained on. */
  outOfSample: z.boolean(),
});
export type PredictionChoice = z.infer<typeof predictionChoice>;

/** What the beginning of a table says about its columns. */
export interface PredictionsLook {
  readonly columns: readonly string[];
  /** May lack what could not be guessed. */
  readonly guess: Partial<PredictionColumns>;
  /** Why the guess is not enough, in words. */
  readonly problem?: string;
  /** Rows that were looked at, and how many of them name an image of the dataset by the guessed column. */
  readonly rows: number;
  readonly matched: number;
  readonly notes: readonly string[];
}

/** What came of reading a table of predictions. */
export interface PredictionsReport {
  /** Name and absolute path of the table. */
  readonly name: string;
  readonly path: string;
  readonly rows: number;
  /** Images that have a prediction. */
  readonly images: number;
  readonly outOfSample: boolean;
  /** Rows and images that found no counterpart, by reason. */
  readonly left: readonly PredictionsLeft[];
  readonly notes: readonly string[];
  /** Milliseconds since 1970: when it was read. */
  readonly at: number;
}

/**
 * `missing`: rows whose file is not in the dataset; `unreadable`: rows whose file is there and cannot be
 * read; `outside`: rows whose path leads elsewhere; `repeated`: rows about an
 * image that an earlier row named: the last one counts; `invalid`: rows without a class or with scores that are no
 * numbers; `without`: images that no row names.
 */
export type PredictionsLeftKind = 'missing' | 'unreadable' | 'outside' | 'repeated' | 'invalid' | 'without';

export interface PredictionsLeft {
  readonly kind: PredictionsLeftKind;
  readonly count: number;
  /** The first ones, each in a few words. */
  readonly examples: readonly string[];
}

/** Whether predictions rank, as the page shows it. */
export interface PredictionsState {
  readonly name: string;
  /** Images that have a prediction, of all. */
  readonly images: number;
  /** Rows that name no image here, or say nothing that can be used. */
  readonly unmatched: number;
  /** Why the newest content of the file is not in use: it cannot be read, or it is gone. */
  readonly problem?: string;
}
