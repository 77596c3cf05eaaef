import type { CnnSettings } from '../../protocol/training';
import type { TrainingPlan } from '../../protocol/trainingRequests';
import { describeNetwork } from '../model/cnn/network';
import { purposes, randomFor } from '../model/cnn/seeds';
import { shuffle } from '../model/head/random';
import type { TrainingImage } from '../session/ranking/trainingImages';
import { divideImages, whyNoDivision, whyNothingToLearn, type DividedImage } from './divideImages';

/** What a training of these images would be; `samples` training images are drawn to show augmentation on. */
export function planTraining(
  images: readonly TrainingImage[],
  settings: CnnSettings,
  samples: number,
  sampleSeed: number,
): TrainingPlan {
  const { classes, divided } = divideImages(images, settings);
  const count = (role: DividedImage['role']): number => divided.filter((image) => image.role === role).length;
  const [train, validation] = [count('train'), count('validation')];
  return {
    classes: classes.length,
    train,
    validation,
    leftOut: count('left out'),
    hasValidationSubset: images.some(({ subset }) => subset === 'valid'),
    parameters: describeNetwork(settings, Math.max(2, classes.length)).parameters,
    problem: whyNothingToLearn(classes) ?? whyNoDivision(train, validation),
    samples: drawSamples(divided, classes.length, samples, sampleSeed),
  };
}

/** Rows of training images in random order, the classes in turn. */
function drawSamples(images: readonly DividedImage[], classes: number, samples: number, seed: number): Uint32Array {
  const byClass = Array.from({ length: classes }, (): number[] => []);
  for (const { role, label, row } of images) if (role === 'train') byClass[label].push(row);
  const orders = byClass
    .filter((rows) => rows.length > 0)
    .map((rows, label) => shuffle(Int32Array.from(rows), randomFor(seed, purposes.augment, label)));
  const drawn: number[] = [];
  for (let round = 0; drawn.length < samples && orders.some((order) => round < order.length); round++)
    for (const order of orders) if (round < order.length && drawn.length < samples) drawn.push(order[round]);
  return Uint32Array.from(drawn);
}
