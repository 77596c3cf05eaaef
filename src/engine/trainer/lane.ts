import type { TrainerBackend } from '../../core/training/trainerBackends';
import type { Augmentation } from '../../protocol/training';
import { drawVariation, writeInput } from '../model/cnn/augment';
import { crossEntropy, topClass } from '../model/cnn/crossEntropy';
import type { Network } from '../model/cnn/network';
import { predict, trainPass } from '../model/cnn/runNetwork';
import { purposes, randomFor } from '../model/cnn/seeds';
import { ImagesFile } from './imagesFile';

/** What every lane of a run shares; typed arrays lie in shared memory where lanes are threads. */
export interface LaneSetup {
  readonly network: Network;
  /** [parameters] */
  readonly parameters: Float32Array;
  /** [shards, parameters]: each shard of a step leaves its gradient in its own row. */
  readonly gradients: Float32Array;
  readonly imagesFile: string;
  /** Class index of each row of the file, [n]. */
  readonly labels: Int32Array;
  /** Loss weight of each class, [classes]. */
  readonly classWeights: Float32Array;
  readonly augmentation: Augmentation;
  readonly seed: number;
  readonly backend: TrainerBackend;
  readonly wasmFolder: string;
}

/** A part of one step: the rows of one shard, and where it stands, from which everything random is drawn. */
export interface TrainShard {
  readonly kind: 'train';
  readonly rows: Int32Array;
  readonly epoch: number;
  readonly step: number;
  readonly shard: number;
  /** Sum of the loss weights of the whole step. */
  readonly stepWeight: number;
}

export interface EvaluateShard {
  readonly kind: 'evaluate';
  readonly rows: Int32Array;
}

export type Shard = TrainShard | EvaluateShard;

export interface ShardFigures {
  /** Sum of the unweighted cross-entropies, and number of images whose top class is theirs. */
  readonly loss: number;
  readonly correct: number;
  /** Top class of each row; of an evaluation only. */
  readonly predicted?: Int32Array;
}

/** Computes shards on this thread's backend, one at a time. */
export class Lane {
  private readonly images: ImagesFile;

  constructor(private readonly setup: LaneSetup) {
    this.images = new ImagesFile(setup.imagesFile, setup.network.inputSize);
  }

  run(shard: Shard): Promise<ShardFigures> {
    return shard.kind === 'train' ? this.train(shard) : this.evaluate(shard);
  }

  close(): void {
    this.images.close();
  }

  private async train({ rows, epoch, step, shard, stepWeight }: TrainShard): Promise<ShardFigures> {
    const { network, parameters, gradients, classWeights, seed } = this.setup;
    const labels = this.labelsOf(rows);
    const batch = {
      images: this.inputs(rows, epoch),
      count: rows.length,
      labels,
      weights: Float32Array.from(labels, (label) => classWeights[label] / stepWeight),
    };
    const random = randomFor(seed, purposes.dropout, epoch, step, shard);
    const { logits, gradient } = await trainPass(network, parameters, batch, random);
    gradients.set(gradient, shard * network.parameters);
    return figuresOf(logits, labels, network.classes);
  }

  private async evaluate({ rows }: EvaluateShard): Promise<ShardFigures> {
    const { network, parameters } = this.setup;
    const logits = await predict(network, parameters, { images: this.inputs(rows), count: rows.length });
    const scores = (i: number): Float32Array => logits.subarray(i * network.classes, (i + 1) * network.classes);
    return {
      ...figuresOf(logits, this.labelsOf(rows), network.classes),
      predicted: Int32Array.from(rows, (_, i) => topClass(scores(i))),
    };
  }

  private labelsOf(rows: Int32Array): Int32Array {
    return rows.map((row) => this.setup.labels[row]);
  }

  /** Network input of some rows; varied when an epoch is given, in a way drawn from row and epoch. */
  private inputs(rows: Int32Array, epoch?: number): Float32Array {
    const { network, augmentation, seed } = this.setup;
    const size = network.inputSize;
    const length = size * size * 3;
    const out = new Float32Array(rows.length * length);
    rows.forEach((row, i) => {
      const variation =
        epoch === undefined ? undefined : drawVariation(augmentation, randomFor(seed, purposes.augment, epoch, row));
      writeInput(this.images.read(row), size, out, i * length, variation);
    });
    return out;
  }
}

function figuresOf(logits: Float32Array, labels: Int32Array, classes: number): ShardFigures {
  let loss = 0;
  let correct = 0;
  labels.forEach((label, i) => {
    const scores = logits.subarray(i * classes, (i + 1) * classes);
    loss += crossEntropy(scores, label);
    if (topClass(scores) === label) correct++;
  });
  return { loss, correct };
}
