import { createHash } from 'node:crypto';
import { curvesSvg } from '../../core/training/curvesSvg';
import { historyOf } from '../../core/training/trainingHistory';
import type { TrainingRun } from '../../protocol/training';
import { exportOnnx, onnxNames } from '../model/cnn/exportOnnx';
import { exportTfjs } from '../model/cnn/exportTfjs';
import { describeNetwork } from '../model/cnn/network';
import type { ModelCard } from '../model/modelCard';
import { inputCrop } from './decodeImages';
import { trained, type RunFolder, type RunImage } from './runFolder';
import { writeWhole } from './writeWhole';

/** The curves of a run so far. */
export async function writeCurves(folder: RunFolder, run: TrainingRun): Promise<void> {
  const svg = curvesSvg([{ name: run.name, history: historyOf(run.epochs) }]);
  await writeWhole(folder.file('curves.svg'), svg);
}

/**
 * The trained network for others: TensorFlow.js (model.json, weights.bin), ONNX, and beside it the card with which
 * Winnow itself can rank by it (`--model <run>/card.json`), told which images it trained on.
 */
export async function writeModels(
  folder: RunFolder,
  run: TrainingRun,
  images: readonly RunImage[],
  parameters: Float32Array,
): Promise<void> {
  const network = describeNetwork(run.settings, run.classes.length);
  const { model, weights } = exportTfjs(network, parameters, run.classes);
  const onnx = exportOnnx(network, parameters, run.classes);
  const card: ModelCard = {
    name: run.name,
    file: 'model.onnx',
    sha256: createHash('sha256').update(onnx).digest('hex'),
    input: {
      name: onnxNames.input,
      size: network.inputSize,
      crop: inputCrop,
      layout: 'NHWC',
      scale: 1,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    },
    embedding: { name: onnxNames.embedding, width: network.hidden.units },
    logits: { name: onnxNames.logits, labels: 'labels.json' },
    trainedOn: 'trained-on.json',
  };
  await writeWhole(folder.file('weights.bin'), weights);
  await writeWhole(folder.file('model.json'), model);
  await writeWhole(folder.file('model.onnx'), onnx);
  await writeWhole(folder.file('trained-on.json'), JSON.stringify(trained(images)));
  await writeWhole(folder.file('labels.json'), JSON.stringify(run.classes));
  await writeWhole(folder.file('card.json'), `${JSON.stringify(card, undefined, 2)}\n`);
}
