import * as z from 'zod';
import { cnnLimits, type Limits } from '../core/training/cnnLimits';
import { trainerBackends } from '../core/training/trainerBackends';

function within({ min, max, isWhole }: Limits): z.ZodNumber {
  const number = z.number().min(min).max(max);
  return isWhole ? number.int() : number;
}

/** How training images are varied; each range is drawn from evenly, once for each image and epoch. */
export const augmentation = z.object({
  /** Degrees, -shear to shear. */
  shear: within(cnnLimits.shear),
  /** Size of the picture, 1 - zoom to 1 + zoom. */
  zoom: within(cnnLimits.zoom),
  /** Mirror every other image, left to right. */
  flip: z.boolean(),
  /** Factor of all pixels, 1 - brightness to 1 + brightness. */
  brightness: within(cnnLimits.brightness),
});
export type Augmentation = z.infer<typeof augmentation>;

/** The network and how it is trained. */
export const cnnSettings = z
  .object({
    /** Pixels of the square input. */
    inputSize: within(cnnLimits.inputSize),
    /** Feature maps of each block (convolution 3x3, pooling 2x2, ReLU), outermost first. */
    featureMaps: z.array(within(cnnLimits.featureMaps)).min(2).max(3),
    /** Units of the hidden dense layer. */
    denseUnits: within(cnnLimits.denseUnits),
    /** Dropout after each block and after the hidden layer; 0 is no dropout layer. */
    dropout: z.array(within(cnnLimits.dropout)).min(3).max(4),
    augmentation,
    epochs: within(cnnLimits.epochs),
    /** Epochs without a better validation loss after which training stops. */
    patience: within(cnnLimits.patience),
    batch: within(cnnLimits.batch),
    learningRate: within(cnnLimits.learningRate),
    /** Share of images held out; unused where the dataset has a validation subset. */
    validation: within(cnnLimits.validation),
    /** Rare classes count as much as common ones. */
    classWeights: z.boolean(),
    seed: z.int(),
  })
  .refine(({ featureMaps, dropout }) => dropout.length === featureMaps.length + 1, {
    message: 'needs one rate for each block and one for the hidden layer',
    path: ['dropout'],
  });
export type CnnSettings = z.infer<typeof cnnSettings>;

/** JSON has no NaN: what was not measured is null there. */
const figure = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN);

export const epochFigures = z.object({ loss: figure, accuracy: figure, valLoss: figure, valAccuracy: figure });

/** Names a run and its folder. */
export const runId = z.string().regex(/^[0-9a-z][0-9a-z-]{0,59}$/);

/** One line of the table of runs; `run.json` in the run's folder. */
export const trainingRun = z.object({
  version: z.literal(1),
  id: runId,
  name: z.string().max(200),
  /** Milliseconds since 1970. */
  started: z.number(),
  status: z.enum(['running', 'stopped', 'finished', 'failed']),
  /** Why a run failed, in words. */
  reason: z.string().optional(),
  settings: cnnSettings,
  /** Same images, labels and settings: same fingerprint. An unfinished run is only resumed on its own. */
  fingerprint: z.string(),
  backend: z.enum(trainerBackends).optional(),
  /** Why nothing better than `backend` trains, in one line. */
  backendNote: z.string().optional(),
  classes: z.array(z.string()).min(1),
  images: z.object({ train: z.int(), validation: z.int() }),
  /** Numbers that the network learns. */
  parameters: z.int(),
  epochs: z.array(epochFigures),
  /** Epoch with the lowest validation loss, counted from 0: its weights are the ones exported. */
  best: z.int().optional(),
  gap: z.object({ loss: figure, accuracy: figure }).optional(),
  /** [given][predicted], validation images at the best epoch. */
  confusion: z.array(z.array(z.int())).optional(),
  /** The head on frozen embeddings, fitted to the same training images and judged on the same validation images. */
  head: z.object({ accuracy: figure, images: z.int() }).optional(),
  /** Seconds of training so far, over all its sessions. */
  seconds: z.number(),
});
export type TrainingRun = z.infer<typeof trainingRun>;

/** What a running training tells, a few times a second. */
export interface TrainingProgress {
  readonly run: string;
  readonly epoch: number;
  readonly epochs: number;
  /** Batches of this epoch. */
  readonly step: number;
  readonly steps: number;
  /** Means over this epoch so far. */
  readonly loss: number;
  readonly accuracy: number;
  readonly secondsLeft?: number;
}
