import * as z from 'zod';
import { trainerBackends } from '../core/training/trainerBackends';
import { request } from './request';
import { augmentation, cnnSettings, runId, type TrainingProgress, type TrainingRun } from './training';

const of = <S extends z.ZodRawShape>(shape: S) => z.object({ dataset: z.string(), ...shape });

export interface TrainingRuns {
  /** The newest first; those of a crash are 'running' until they are gone on with. */
  readonly runs: readonly TrainingRun[];
  /** Absolute path of the folder in which each run has one of its own, named by its id; '' before the first. */
  readonly folder: string;
  /** The run that trains now. */
  readonly active?: string;
  /** Training was begun here and has not ended; its images may still be read. */
  readonly isTraining: boolean;
  /** The run whose network embeds and ranks now. */
  readonly ranking?: string;
  /** Runs that another window or the command line trains now. */
  readonly elsewhere: readonly string[];
}

/** What a training with some settings would be. */
export interface TrainingPlan {
  readonly classes: number;
  readonly train: number;
  readonly validation: number;
  /** Neither trains nor validates: the test subset, and copies of what is judged on. */
  readonly leftOut: number;
  /** The dataset has a validation subset, which is used as it is. */
  readonly hasValidationSubset: boolean;
  /** Numbers that the network would learn. */
  readonly parameters: number;
  /** Why it cannot be trained, in words. */
  readonly problem?: string;
  /** Some training images, one of each class in turn, to show augmentation on. */
  readonly samples: Uint32Array;
}

/** One image as a network sees it, [count, size, size, 3] RGB; the first as it is, the others varied. */
export interface AugmentationPreview {
  readonly size: number;
  readonly count: number;
  readonly pixels: Uint8Array;
}

/** What a running training tells: where it stands, the run anew after each epoch and at its end, and that it is over. */
export type TrainingNews =
  | { readonly kind: 'progress'; readonly progress: TrainingProgress }
  | { readonly kind: 'run'; readonly run: TrainingRun }
  /** Training ended; `problem` says why, where that was not its plan. */
  | { readonly kind: 'ended'; readonly problem?: string };

/** What the editor asks about networks trained on a dataset. */
export const trainingRequests = {
  /** Begins a run in the background, or goes on with an interrupted one of the same settings; news are events. */
  trainNetwork: request(
    of({ settings: cnnSettings, backend: z.string().default('auto'), fresh: z.boolean().default(false) }),
  )<null>(),
  /** Goes on with an interrupted run after its last whole epoch, on the images and labels that it began with. */
  resumeRun: request(of({ run: runId, backend: z.string().default('auto') }))<null>(),
  /** What a training would be, before it is begun. */
  planTraining: request(
    of({ settings: cnnSettings, samples: z.int().min(0).max(24).default(0), sampleSeed: z.int().default(0) }),
  )<TrainingPlan>(),
  /** Ends the run after its current step; it can be gone on with. */
  stopTraining: request(of({}))<null>(),
  trainingRuns: request(of({}))<TrainingRuns>(),
  /** Deletes a run that does not train now, with its models. */
  deleteRun: request(of({ run: runId }))<null>(),
  /** Copies a run's models, card, labels and curves into a new folder below `folder`; resolves to its path. */
  exportRun: request(of({ run: runId, folder: z.string() }))<{ readonly folder: string }>(),
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

/** Bytes of a picture of curves that the page may have written to a file: far more than any has. */
const mostPictureBytes = 64e6;

/** What the page asks of the host about networks: each needs a trusted workspace, some ask the user first. */
export const hostTrainingRequests = {
  beginTraining: request(z.object({ settings: cnnSettings, backend: z.enum(['auto', ...trainerBackends]) }))<null>(),
  continueTraining: request(z.object({ run: runId }))<null>(),
  endTraining: request(z.object({}))<null>(),
  /** Asks first; true when it is gone. */
  removeRun: request(z.object({ run: runId, name: z.string().max(300) }))<boolean>(),
  /** Asks for a folder; undefined when none was chosen. */
  exportRunAs: request(z.object({ run: runId }))<{ readonly folder: string } | undefined>(),
  /** Makes a run's network the model that embeds and ranks. */
  rankByRun: request(z.object({ run: runId }))<null>(),
  /** Asks for a file; undefined when none was chosen. */
  saveCurves: request(
    z.object({
      name: z.string().max(300),
      format: z.enum(['svg', 'png']),
      bytes: z.custom<Uint8Array>(
        (value) => value instanceof Uint8Array && value.length <= mostPictureBytes,
        'is not a picture of at most 64 MB',
      ),
    }),
  )<{ readonly file: string } | undefined>(),
} as const;
