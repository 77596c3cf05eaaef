import { bestEpoch, historyOf } from '../../core/training/trainingHistory';
import type { TrainerBackend } from '../../core/training/trainerBackends';
import type { TrainingProgress, TrainingRun } from '../../protocol/training';
import { adamStep, learningRateAt, newAdam, type AdamState } from '../model/cnn/adam';
import { initialise } from '../model/cnn/initialise';
import { describeNetwork, type Network } from '../model/cnn/network';
import { purposes, randomFor } from '../model/cnn/seeds';
import { classWeights } from '../model/cnn/split';
import { shuffle } from '../model/head/random';
import { sharedFloats } from '../model/head/shared';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint';
import type { Shard } from './lane';
import { makeLanes, type LaneTeam } from './laneTeam';
import type { RunFolder, RunImage } from './runFolder';

export interface TrainLoopOptions {
  readonly folder: RunFolder;
  readonly run: TrainingRun;
  readonly images: readonly RunImage[];
  readonly backend: TrainerBackend;
  readonly threads: number;
  /** The trainer's own bundle, which is also the program of its threads. */
  readonly program: string;
  readonly wasmFolder: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TrainingProgress) => void;
  readonly onEpoch: (run: TrainingRun) => Promise<void>;
  /**
   * Given the weights of the best epoch at the end, before anything that takes long: whoever stops a run does not wait
   * forever. Not called when it was stopped before the end of its first epoch.
   */
  readonly onBest: (parameters: Float32Array) => Promise<void>;
}

/** Images of one shard: fixed, so that sums of gradients do not depend on the number of threads. */
const shardImages = 16;
/** Images of one forward pass of an evaluation. */
const evaluatedAtOnce = 32;
const reportEveryMs = 200;

/** Trains a run from its last whole epoch on, until the epochs are done, patience is lost, or it is stopped. */
export async function trainLoop(options: TrainLoopOptions): Promise<TrainingRun> {
  const loop = new TrainLoop(
    options,
    await readCheckpoint(options.folder.file('checkpoint.bin'), parametersOf(options)),
  );
  try {
    return await loop.run();
  } finally {
    await loop.close();
  }
}

function parametersOf({ run }: TrainLoopOptions): number {
  return describeNetwork(run.settings, run.classes.length).parameters;
}

class TrainLoop {
  private readonly network: Network;
  private readonly parameters: Float32Array;
  private readonly gradients: Float32Array;
  private readonly labels: Int32Array;
  private readonly weights: Float32Array;
  private readonly lanes: LaneTeam;
  private readonly shardSize: number;
  private readonly rows: { readonly train: Int32Array; readonly validation: Int32Array };
  private state: Checkpoint | undefined;
  private readonly adam: AdamState;
  private best: Float32Array | undefined;
  /** What the network of the best epoch takes the validation images for. */
  private bestPredicted: Int32Array | undefined;
  private lastReport = 0;
  private epochSeconds = 0;

  constructor(
    private readonly options: TrainLoopOptions,
    checkpoint: Checkpoint | undefined,
  ) {
    const { run, images, backend, folder, threads, program, wasmFolder } = options;
    const { batch, augmentation, seed } = run.settings;
    this.network = describeNetwork(run.settings, run.classes.length);
    this.parameters = sharedFloats(this.network.parameters);
    // A GPU wants its work in one piece.
    this.shardSize = backend === 'gpu' || backend === 'webgpu' ? batch : Math.min(batch, shardImages);
    const shards = Math.ceil(batch / this.shardSize);
    this.gradients = sharedFloats(shards * this.network.parameters);
    this.labels = Int32Array.from(images, ({ label }) => label);
    const rowsOf = (role: RunImage['role']): Int32Array =>
      Int32Array.from(images.keys()).filter((row) => images[row].role === role);
    this.rows = { train: rowsOf('train'), validation: rowsOf('validation') };
    const counts = run.classes.map(() => 0);
    for (const row of this.rows.train) counts[this.labels[row]]++;
    this.weights = classWeights(counts, run.settings.classWeights);
    const setup = {
      network: this.network,
      parameters: this.parameters,
      gradients: this.gradients,
      imagesFile: folder.file('images.bin'),
      labels: this.labels,
      classWeights: this.weights,
      augmentation,
      seed,
      backend,
      wasmFolder,
    };
    this.lanes = makeLanes(setup, program, backend === 'wasm' || backend === 'cpu' ? Math.min(threads, shards) : 1);
    this.state = checkpoint;
    this.parameters.set(checkpoint?.parameters ?? initialise(this.network, seed));
    this.adam = checkpoint?.adam ?? newAdam(this.network.parameters);
    this.best = checkpoint?.best;
  }

  async run(): Promise<TrainingRun> {
    const { signal, folder, onEpoch, onBest } = this.options;
    const { epochs, patience } = this.options.run.settings;
    for (let epoch = this.state?.epochs.length ?? 0; epoch < epochs && !signal.aborted; epoch++) {
      if (this.state && epoch - 1 - this.state.bestEpoch >= patience) break;
      const began = performance.now();
      const training = await this.trainEpoch(epoch);
      if (!training) break;
      const validation = await this.evaluate(this.rows.validation);
      this.epochSeconds = (performance.now() - began) / 1000;
      this.note({ ...training, valLoss: validation.loss, valAccuracy: validation.accuracy }, validation.predicted);
      await writeCheckpoint(folder.file('checkpoint.bin'), this.state!);
      await onEpoch(this.report('running'));
    }
    const status = signal.aborted ? 'stopped' : 'finished';
    if (!this.best) return this.report(status);
    await onBest(this.best);
    return { ...this.report(status), confusion: this.confusion(await this.bestPredictions(this.best)) };
  }

  close(): Promise<void> {
    return this.lanes.close();
  }

  /** Means over the epoch; undefined when it was stopped in the middle. */
  private async trainEpoch(epoch: number): Promise<{ loss: number; accuracy: number } | undefined> {
    const { batch, seed, epochs, learningRate } = this.options.run.settings;
    const order = shuffle(this.rows.train.slice(), randomFor(seed, purposes.shuffle, epoch));
    const steps = Math.ceil(order.length / batch);
    const rate = learningRateAt(epoch, epochs, learningRate);
    let loss = 0;
    let correct = 0;
    for (let step = 0; step < steps; step++) {
      if (this.options.signal.aborted) return undefined;
      const rows = order.subarray(step * batch, (step + 1) * batch);
      for (const figures of await this.lanes.run(this.shardsOf(rows, epoch, step))) {
        loss += figures.loss;
        correct += figures.correct;
      }
      adamStep(this.parameters, this.sumOfGradients(Math.ceil(rows.length / this.shardSize)), this.adam, rate);
      const seen = Math.min(order.length, (step + 1) * batch);
      this.progress({ epoch, epochs, step: step + 1, steps, loss: loss / seen, accuracy: correct / seen });
    }
    return { loss: loss / order.length, accuracy: correct / order.length };
  }

  private shardsOf(rows: Int32Array, epoch: number, step: number): Shard[] {
    const stepWeight = rows.reduce((sum, row) => sum + this.weights[this.labels[row]], 0);
    return chunks(rows, this.shardSize).map((part, shard) => ({
      kind: 'train',
      rows: part,
      epoch,
      step,
      shard,
      stepWeight,
    }));
  }

  /** In the order of the shards, whoever computed them. */
  private sumOfGradients(shards: number): Float32Array {
    const { parameters: length } = this.network;
    const sum = this.gradients.slice(0, length);
    for (let shard = 1; shard < shards; shard++)
      for (let i = 0, from = shard * length; i < length; i++, from++) sum[i] += this.gradients[from];
    return sum;
  }

  private async evaluate(rows: Int32Array): Promise<{ loss: number; accuracy: number; predicted: Int32Array }> {
    const parts = chunks(rows, evaluatedAtOnce).map((part): Shard => ({ kind: 'evaluate', rows: part }));
    const results = await this.lanes.run(parts);
    const total = (of: 'loss' | 'correct'): number => results.reduce((sum, figures) => sum + figures[of], 0);
    return {
      loss: total('loss') / rows.length,
      accuracy: total('correct') / rows.length,
      predicted: Int32Array.from(results.flatMap(({ predicted }) => [...(predicted ?? [])])),
    };
  }

  /** Of the validation images. They are at hand unless the best epoch came before the run was gone on with. */
  private async bestPredictions(best: Float32Array): Promise<Int32Array> {
    if (this.bestPredicted) return this.bestPredicted;
    this.parameters.set(best);
    return (await this.evaluate(this.rows.validation)).predicted;
  }

  private note(figures: TrainingRun['epochs'][number], predicted: Int32Array): void {
    const epochs = [...(this.state?.epochs ?? []), figures];
    const seconds = (this.state?.seconds ?? this.options.run.seconds) + this.epochSeconds;
    const best = bestEpoch(historyOf(epochs)) ?? epochs.length - 1;
    if (best === epochs.length - 1) {
      this.best = this.parameters.slice();
      this.bestPredicted = predicted;
    }
    this.state = {
      epochs,
      bestEpoch: best,
      seconds,
      parameters: this.parameters,
      best: this.best!,
      adam: this.adam,
    };
  }

  private report(status: TrainingRun['status']): TrainingRun {
    const { run, backend } = this.options;
    const { state } = this;
    if (!state) return { ...run, backend, status };
    const at = state.epochs[state.bestEpoch];
    const gap = { loss: at.valLoss - at.loss, accuracy: at.accuracy - at.valAccuracy };
    return { ...run, backend, status, epochs: state.epochs, best: state.bestEpoch, gap, seconds: state.seconds };
  }

  private confusion(predicted: Int32Array): number[][] {
    const table = this.options.run.classes.map(() => this.options.run.classes.map(() => 0));
    this.rows.validation.forEach((row, i) => table[this.labels[row]][predicted[i]]++);
    return table;
  }

  private progress(progress: Omit<TrainingProgress, 'run' | 'secondsLeft'>): void {
    const now = performance.now();
    if (now - this.lastReport < reportEveryMs && progress.step < progress.steps) return;
    this.lastReport = now;
    const { epoch, epochs, step, steps } = progress;
    const left = epochs - epoch - step / steps;
    const secondsLeft = this.epochSeconds > 0 ? left * this.epochSeconds : undefined;
    this.options.onProgress({ run: this.options.run.id, ...progress, secondsLeft });
  }
}

function chunks(rows: Int32Array, size: number): Int32Array[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size));
}
