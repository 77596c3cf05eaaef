import type { CnnSettings } from '../../protocol/training';
import { splitImages, type Role } from '../model/cnn/split';
import type { TrainingImage } from '../session/ranking/trainingImages';

/** An image with what it is for; `label` is the index of its class among those of the run. */
export interface DividedImage extends TrainingImage {
  readonly label: number;
  readonly role: Role;
}

/** The classes of some images, and what each image is for. */
export function divideImages(
  images: readonly TrainingImage[],
  { validation, seed }: Pick<CnnSettings, 'validation' | 'seed'>,
): { readonly classes: string[]; readonly divided: DividedImage[] } {
  const classes = [...new Set(images.map(({ className }) => className))].sort();
  const labelled = images.map((image) => ({ ...image, label: classes.indexOf(image.className) }));
  const roles = splitImages(labelled, validation, seed);
  return { classes, divided: labelled.map((image, i) => ({ ...image, role: roles[i] })) };
}

/** Why there is nothing to learn, or undefined. */
export function whyNothingToLearn(classes: readonly string[]): string | undefined {
  if (classes.length >= 2) return undefined;
  return `A network learns to tell classes apart; here ${classes.length === 1 ? 'is only one' : 'are none'}.`;
}

/** Why images so divided cannot be trained on, or undefined. */
export function whyNoDivision(train: number, validation: number): string | undefined {
  if (train > 0 && validation > 0) return undefined;
  return `There are ${train} images to train on and ${validation} to validate with: at least one of each is needed.`;
}
