import { z } from 'zod';
import { predictionChoice, type PredictionsLook, type PredictionsReport } from './predictions';
import { request } from './request';

const of = <S extends z.ZodRawShape>(shape: S) => z.object({ dataset: z.string(), ...shape });

/** What the editor asks about predictions of the user's own model. */
export const predictionRequests = {
  /** Looks at the first rows; `known`: what was confirmed for a table with these columns before. */
  lookAtPredictions: request(of({ path: z.string().min(1).max(4096) }))<
    PredictionsLook & { readonly known?: z.infer<typeof predictionChoice> }
  >(),
  /** From now on these predictions rank, and the file is watched. */
  usePredictions: request(of({ choice: predictionChoice }))<PredictionsReport>(),
  /** The scores of Winnow's own model rank again. */
  dropPredictions: request(of({}))<null>(),
  /** What came of the last reading; null while no predictions are in use. */
  predictionsReport: request(of({}))<PredictionsReport | null>(),
} as const;
