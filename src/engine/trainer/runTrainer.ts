import { fork } from 'node:child_process';
import type { TrainerBackend } from '../../core/training/trainerBackends';
import type { TrainingProgress, TrainingRun } from '../../protocol/training';
import { UserError } from '../errors';
import type { TrainerEvent, TrainRequest } from './trainerMessages';

export interface TrainerCall {
  /** dist/trainer.js */
  readonly program: string;
  readonly folder: string;
  readonly backend: string;
  readonly first?: TrainerBackend;
  readonly threads: number;
  readonly isBackground: boolean;
  /** Stops the run after the current step; what is done up to the last whole epoch stays. */
  readonly signal: AbortSignal;
  readonly onNote: (text: string) => void;
  readonly onProgress: (progress: TrainingProgress) => void;
  readonly onEpoch: (run: TrainingRun) => void;
}

/** Seconds after which a trainer that was asked to stop is stopped for good; its last checkpoint stays. */
const patienceMs = 15_000;

/**
 * Runs a trainer over the run of a folder until it is done or stopped. Throws `UserError` for what the user can mend,
 * an Error when the process died: the run can then be resumed.
 */
export function runTrainer(call: TrainerCall): Promise<TrainingRun> {
  return new Promise((resolve, reject) => {
    const child = fork(call.program, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    });
    let lastWords = '';
    let outcome: TrainingRun | Error | undefined;
    let timer: NodeJS.Timeout | undefined;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (lastWords = (lastWords + text).slice(-400)));
    const stop = (): void => {
      // A failed send means that it is going down by itself.
      child.send({ kind: 'stop' }, () => undefined);
      timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    };
    child.on('message', (event: TrainerEvent) => {
      switch (event.kind) {
        case 'note':
          return call.onNote(event.text);
        case 'progress':
          return call.onProgress(event.progress);
        case 'epoch':
          return call.onEpoch(event.run);
        case 'done':
          outcome = event.run;
          return;
        case 'failed':
          outcome = event.mendable ? new UserError(event.reason) : new Error(event.reason);
      }
    });
    child.on('error', (error) => (outcome ??= error));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', stop);
      const words = lastWords.trim().split('\n').pop();
      outcome ??= new Error(
        `The trainer ended before its run was done (${signal ?? `code ${code}`}${words ? `: ${words}` : ''}). Train again to go on from the last whole epoch.`,
      );
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    });
    const request: TrainRequest = {
      kind: 'train',
      folder: call.folder,
      backend: call.backend,
      first: call.first,
      threads: call.threads,
      isBackground: call.isBackground,
    };
    child.send(request, () => undefined);
    if (call.signal.aborted) stop();
    else call.signal.addEventListener('abort', stop, { once: true });
  });
}
