import type { TrainerBackend } from '../../core/training/trainerBackends';
import type { TrainingProgress, TrainingRun } from '../../protocol/training';

/** What the trainer is asked: to train the run of a folder that holds `run.json`, `images.json` and `images.bin`. */
export interface TrainRequest {
  readonly kind: 'train';
  readonly folder: string;
  /** `auto` or a backend by name. */
  readonly backend: string;
  /** Under `auto`, the backend that the run began with. */
  readonly first?: TrainerBackend;
  readonly threads: number;
  /** Somebody works beside it: it takes only what time is left over. */
  readonly isBackground: boolean;
}

/** Ends the run after the current step; what is done up to the last whole epoch stays. */
export interface StopRequest {
  readonly kind: 'stop';
}

export type TrainerRequest = TrainRequest | StopRequest;

export type TrainerEvent =
  /** What trains, and why it is nothing better. */
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'progress'; readonly progress: TrainingProgress }
  | { readonly kind: 'epoch'; readonly run: TrainingRun }
  | { readonly kind: 'done'; readonly run: TrainingRun }
  /** `mendable`: the user can do something about it, and the reason says what. */
  | { readonly kind: 'failed'; readonly reason: string; readonly mendable: boolean };
