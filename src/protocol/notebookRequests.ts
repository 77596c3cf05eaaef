import * as z from 'zod';
import { predictionChoice, type PredictionsLook, type PredictionsReport } from './predictions';
import { request } from './request';

const of = <S extends z.ZodRawShape>(shape: S) => z.object({ dataset: z.string(), ...shape });

/** What a notebook needs to know of a dataset, and the query that is shown. */
export interface NotebookFacts {
  readonly root: string;
  readonly subsets: readonly { readonly folder: string; readonly subset: string }[];
  /** Classes that have images. */
  readonly classes: readonly string[];
  readonly query: string;
}

/** What the editor asks for those who work beside a notebook. */
export const notebookRequests = {
  notebookFacts: request(of({}))<NotebookFacts>(),
  /** Looks at the first rows; `known`: what was confirmed for a table with these columns before. */
  lookAtPredictions: request(of({ path: z.string().min(1).max(4096) }))<
    PredictionsLook & { readonly known?: z.infer<typeof predictionChoice> }
  >(),
  /** From now on these predictions rank, and the file is watched. */
  usePredictions: request(of({ choice: predictionChoice }))<PredictionsReport>(),
  /** The scores of Winnow's own model rank again. */
  dropPredictions: request(of({}))<null>(),
  /** Writes every image with its decision and scores; `keep`: again after every change, while the dataset is open. */
  writeImageTable: request(of({ path: z.string().min(1).max(4096), keep: z.boolean().default(false) }))<{
    readonly images: number;
  }>(),
  /** The table is no longer kept up to date. */
  leaveImageTable: request(of({}))<null>(),
  /** What came of the last reading; null while no predictions are in use. */
  predictionsReport: request(of({}))<PredictionsReport | null>(),
} as const;
