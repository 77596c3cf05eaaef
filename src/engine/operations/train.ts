import * as z from 'zod';
import { counted } from '../../core/words';
import { bestEpoch, historyOf, type TrainingHistory } from '../../core/training/trainingHistory';
import { gapInWords } from '../../core/training/verdict';
import { cnnSettings } from '../../protocol/training';
import type { Engine } from '../engine';
import { UserError } from '../errors';
import type { DatasetSession } from '../session/datasetSession';
import { trainCnn } from '../trainer/trainCnn';
import { parseAugmentation } from '../trainer/parseAugmentation';
import { layoutOption, openForCommand, table } from './cliDataset';
import { defineOperation } from './define';
import type { Call } from './operation';

interface TrainResult {
  readonly model: 'head' | 'cnn';
  readonly backend: string;
  readonly classes: readonly string[];
  readonly folds?: number;
  /** One entry an epoch; the head has one, and none for its own training images (null). */
  readonly history: TrainingHistory;
  /** [given][predicted], of images that the model did not train on. */
  readonly confusion: readonly (readonly number[])[];
  readonly seconds: number;
  /** Of a network: where its run, curves and exported models lie. */
  readonly run?: string;
  readonly parameters?: number;
  /** The head on the same validation images, fitted to the same training images. */
  readonly head?: { readonly accuracy: number; readonly images: number };
}

const rates = z.array(z.coerce.number());
const params = z.object({
  dir: z.string(),
  layout: layoutOption,
  cnn: z.boolean().default(false).describe('train a convolutional network from scratch instead of the head'),
  epochs: z.int().default(40).describe('epochs at most (40)'),
  patience: z.int().default(10).describe('epochs without a better validation loss before it stops (10)'),
  inputSize: z.int().default(64).describe('pixels of the square input (64)'),
  maps: rates.default([16, 32, 64]).describe('feature maps of each block, two or three (16,32,64)'),
  dense: z.int().default(64).describe('units of the hidden layer (64)'),
  dropout: rates.default([0.5]).describe('dropout of the hidden layer, or of each block and the hidden layer (0.5)'),
  augment: z
    .array(z.string())
    .default(['flip', 'shear:10', 'zoom:0.2', 'brightness:0.2'])
    .describe('variations of training images: flip,shear:10,zoom:0.2,brightness:0.2 (the default), or none'),
  batch: z.int().default(32).describe('images a step (32)'),
  learningRate: z.number().default(0.001).describe('first learning rate of Adam (0.001)'),
  validation: z.number().default(0.2).describe('share held out where there is no validation subset (0.2)'),
  classWeights: z.boolean().default(false).describe('rare classes count as much as common ones'),
  fresh: z.boolean().default(false).describe('begin anew instead of going on with an interrupted run'),
});
type TrainParams = z.infer<typeof params>;

/** `train`: the head on frozen embeddings, or with --cnn a network of its own; both judged out of sample. */
export const train = defineOperation({
  name: 'train',
  summary: 'Train the head, or with --cnn a convolutional network, and say how good it is.',
  params,
  cli: { positional: ['dir'], print },
  run: async (engine, given, call): Promise<TrainResult> => {
    const session = await openForCommand(engine, given.dir, call, given.layout);
    await session.preparation.index(call);
    requireTwoClasses(session);
    return given.cnn ? trainNetwork(engine, session, given, call) : trainHead(engine, session, call);
  },
});

/** One class says nothing of what it is not: whatever is trained on it is always right. */
function requireTwoClasses(session: DatasetSession): void {
  const names = new Set(session.trainingImages().map(({ className }) => className));
  if (names.size > 1) return;
  const [only] = names;
  throw new UserError(
    only === undefined
      ? `No image in ${session.root} has a label, so there is nothing to learn from.`
      : `All labelled images are of one class, ${only}: nothing can be learned from one class. Training needs two or more.`,
  );
}

async function trainHead(engine: Engine, session: DatasetSession, call: Call): Promise<TrainResult> {
  const began = performance.now();
  await session.ranker.fit(call.signal);
  const { classes, confusion, loss, accuracy, folds } = session.headReport();
  return {
    model: 'head',
    backend: engine.backend,
    classes,
    folds,
    history: { loss: [NaN], accuracy: [NaN], valLoss: [loss], valAccuracy: [accuracy] },
    confusion,
    seconds: (performance.now() - began) / 1000,
  };
}

async function trainNetwork(
  engine: Engine,
  session: DatasetSession,
  given: TrainParams,
  call: Call,
): Promise<TrainResult> {
  const { run, folder } = await trainCnn(
    engine,
    {
      root: session.root,
      images: session.trainingImages(),
      settings: settingsOf(given, engine.options.seed),
      backend: engine.options.backend,
      isFresh: given.fresh,
      judgeHead: (divided, classes) => session.training.judgeHead(divided, classes, call),
    },
    call,
  );
  call.signal.throwIfAborted();
  return {
    model: 'cnn',
    backend: run.backend ?? engine.options.backend,
    classes: run.classes,
    history: historyOf(run.epochs),
    confusion: run.confusion ?? [],
    seconds: run.seconds,
    run: folder,
    parameters: run.parameters,
    head: run.head,
  };
}

/** The settings as checked by their schema. Throws `UserError` naming what does not fit. */
function settingsOf(given: TrainParams, seed: number): z.infer<typeof cnnSettings> {
  const { maps, dropout } = given;
  const parsed = cnnSettings.safeParse({
    inputSize: given.inputSize,
    featureMaps: maps,
    denseUnits: given.dense,
    dropout: dropout.length === 1 ? [...maps.map(() => 0), ...dropout] : dropout,
    augmentation: parseAugmentation(given.augment),
    epochs: given.epochs,
    patience: given.patience,
    batch: given.batch,
    learningRate: given.learningRate,
    validation: given.validation,
    classWeights: given.classWeights,
    seed,
  });
  if (!parsed.success) throw new UserError(`train: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function print({
  model,
  backend,
  classes,
  folds,
  history,
  confusion,
  seconds,
  run,
  parameters,
  head,
}: TrainResult): string {
  const best = bestEpoch(history);
  const [accuracy, loss] = best === undefined ? [NaN, NaN] : [history.valAccuracy[best], history.valLoss[best]];
  const how = model === 'head' ? `head, ${folds ?? 1} folds` : `network of ${parameters ?? 0} parameters`;
  return [
    `${how}, ${backend}, ${seconds.toFixed(1)} s: accuracy ${accuracy.toFixed(3)}, loss ${loss.toFixed(3)} on images that it did not train on`,
    ...(model === 'cnn' ? [gapInWords(history)] : []),
    ...(head
      ? [
          `the head on frozen embeddings, on the same ${counted(head.images, 'image')}: accuracy ${head.accuracy.toFixed(3)}`,
        ]
      : []),
    '',
    table([['GIVEN \\ PREDICTED', ...classes], ...confusion.map((row, i) => [classes[i], ...row.map(String)])]),
    ...(run ? ['', `Curves, checkpoint and models (TensorFlow.js, ONNX): ${run}`] : []),
  ].join('\n');
}
