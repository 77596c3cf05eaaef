import { z } from 'zod';
import { request } from './request';
import { augmentation, cnnSettings, runId, type TrainingProgress, type TrainingRun } from './training';

const of = <S extends z.ZodRawShape>(shape: S) => z.object({ dataset: z.string(), ...shape });

export interface TrainingRuns {
  /** The newest first; those of a crash are 'running' until they are gone on with. */
  readonly runs: readonly TrainingRun[];
  /** Absolute path of the folder in which each run has one of its own, named by its id: models, curves, card. */
  readonly folder: string;
  /** The run that trains now. */
  readonly active?: string;
}

/** One image as a network sees it, [count, size, size, 3] RGB; the first as it is, the others varied. */
export interface AugmentationPreview {
  readonly size: number;
  readonly count: number;
  readonly pixels: Uint8Array;
}

/** What a running training tells: where it stands, and the run anew after each epoch and at its end. */
export type TrainingNews =
  | { readonly kind: 'progress'; readonly progress: TrainingProgress }
  | { readonly kind: 'run'; readonly run: TrainingRun };

/** What the editor asks about networks trained on a dataset. */
export const trainingRequests = {
  /** Begins a run in the background, or goes on with an interrupted one of the same settings; news are events. */
  trainNetwork: request(
    of({ settings: cnnSettings, backend: z.string().default('auto'), fresh: z.boolean().default(false) }),
  )<null>(),
  /** Ends the run after its current step; it can be gone on with. */
  stopTraining: request(of({}))<null>(),
  trainingRuns: request(of({}))<TrainingRuns>(),
  /** Deletes a run that does not train now, with its models. */
  deleteRun: request(of({ run: runId }))<null>(),
  previewAugmentation: request(
    of({
      row: z.int().min(0),
      size: z.int().min(16).max(256),
      augmentation,
      count: z.int().min(1).max(64),
      seed: z.int().default(0),
    }),
  )<AugmentationPreview>(),
} as const;
