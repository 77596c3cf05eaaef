import type { TrainerBackend } from '../../src/core/training/trainerBackends';
import type { TrainingProgress, TrainingRun } from '../../src/protocol/training';
import { formatCount, formatDuration, t } from '../strings';
import type { RunState } from './trainingState';

export function backendName(backend: TrainerBackend): string {
  switch (backend) {
    case 'gpu':
      return t('GPU (your tfjs-node-gpu)');
    case 'webgpu':
      return t('WebGPU');
    case 'wasm':
      return t('WebAssembly on all cores');
    case 'cpu':
      return t('plain JavaScript (slow)');
  }
}

export function stateName(state: RunState): string {
  switch (state) {
    case 'training':
      return t('training');
    case 'elsewhere':
      return t('training elsewhere');
    case 'interrupted':
      return t('interrupted');
    case 'stopped':
      return t('stopped');
    case 'failed':
      return t('failed');
    case 'finished':
      return t('finished');
  }
}

export function stateIcon(state: RunState): string {
  switch (state) {
    case 'training':
    case 'elsewhere':
      return 'sync';
    case 'interrupted':
      return 'debug-disconnect';
    case 'stopped':
      return 'debug-pause';
    case 'failed':
      return 'error';
    case 'finished':
      return 'check';
  }
}

/** "0 · 0 · 0.5", the hidden layer last; "none" without any. */
export function dropoutText({ settings: { dropout } }: TrainingRun): string {
  return dropout.every((rate) => rate === 0) ? t('none') : dropout.join(' · ');
}

function augmentationText({ settings: { augmentation } }: TrainingRun): string {
  const { shear, zoom, flip, brightness } = augmentation;
  const parts = [
    ...(flip ? [t('flip')] : []),
    ...(shear > 0 ? [t('shear {0}°', String(shear))] : []),
    ...(zoom > 0 ? [t('zoom {0}', String(zoom))] : []),
    ...(brightness > 0 ? [t('brightness {0}', String(brightness))] : []),
  ];
  return parts.length === 0 ? t('none') : parts.join(', ');
}

/** "93.1 %"; "–" where it was not measured. */
export function percentText(share: number | undefined): string {
  return share === undefined || !Number.isFinite(share) ? '–' : `${(100 * share).toFixed(1)} %`;
}

/** "Epoch 3 of 40, step 12 of 44 · loss 0.482 · 2 min left at most". */
export function progressText({ epoch, epochs, step, steps, loss, secondsLeft }: TrainingProgress): string {
  return [
    t('Epoch {0} of {1}', epoch + 1, epochs),
    t('step {0} of {1}', step, steps),
    ...(Number.isFinite(loss) ? [t('loss {0}', loss.toFixed(3))] : []),
    ...(secondsLeft === undefined ? [] : [t('{0} left at most', formatDuration(secondsLeft))]),
  ].join(' · ');
}

/** Facts of a run, each with its name. */
export function runFacts(run: TrainingRun): [name: string, value: string][] {
  const { settings, images, backend, backendNote, seconds, head } = run;
  return [
    [t('Trained on'), t('{0} images, validated with {1}', images.train, images.validation)],
    [t('Parameters'), formatCount(run.parameters)],
    [t('Dropout'), dropoutText(run)],
    [t('Augmentation'), augmentationText(run)],
    [
      t('Steps'),
      t(
        '{0} images, learning rate {1}, class weights {2}, seed {3}',
        settings.batch,
        String(settings.learningRate),
        settings.classWeights ? t('on') : t('off'),
        String(settings.seed),
      ),
    ],
    ...(backend
      ? [
          [t('Runs on'), [backendName(backend), ...(backendNote === undefined ? [] : [backendNote])].join('. ')] as [
            string,
            string,
          ],
        ]
      : []),
    [t('Time'), formatDuration(seconds)],
    ...(head
      ? [
          [
            t('For comparison'),
            t(
              'the head on frozen embeddings reaches {0} on the same {1} validation images',
              percentText(head.accuracy),
              head.images,
            ),
          ] as [string, string],
        ]
      : []),
  ];
}
