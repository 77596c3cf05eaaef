/** Label codes beside the class indices 0..classes-1. */
export const unlabelled = -1;
/** An image thrown out (deleted or set aside): it trains the implicit reject class, column `classes`. */
export const rejected = -2;

export interface HeadInput {
  /** [n, d] float32, row-major. Used in place when it lies in a SharedArrayBuffer, else copied once. */
  readonly embeddings: Float32Array;
  readonly d: number;
  /** int32 [n]: class index, `unlabelled` or `rejected`. */
  readonly labels: Int32Array;
  /** int32 [n]: images with the same number are copies and share a fold. Default: every image by itself. */
  readonly groups?: Int32Array;
  /** uint8 [n]: 1 where a person gave or confirmed the label: never flagged, and weighs more. */
  readonly trusted?: Uint8Array;
  readonly classes: number;
  /** Default 5; 10 below 4,000 images, where each label counts. */
  readonly folds?: number;
  /** Default true: on small sets the labels of neighbours count too. */
  readonly votes?: boolean;
  /** Default 1. Same input and seed: same scores, whatever the number of threads. */
  readonly seed?: number;
}

/** New labels (and trust) of some images. */
export interface HeadUpdate {
  readonly rows: Int32Array;
  readonly labels: Int32Array;
  readonly trusted: Uint8Array;
}

/**
 * Calibrated class probabilities. Dense: values[row * width + column], width = classes + 1, the last column is the
 * reject class (0 while nothing is rejected); a row sums to 1. Above `denseEntries` only the `width` largest of each
 * row are kept (always with the given label), their columns in `columns`, so that memory stays bounded.
 */
export interface ProbabilityTable {
  readonly width: number;
  readonly values: Float32Array;
  readonly columns: Int32Array | null;
}

/** 2^26 floats, 256 MiB. */
export const denseEntries = 67_108_864;
export const keptPerRow = 16;

/** Scores of n images; arrays may be views of shared memory that the next fit or update overwrites. */
export interface HeadScores {
  readonly classes: number;
  readonly probabilities: ProbabilityTable;
  /** int32 [n]: the most likely real class, 0..classes-1. */
  readonly predicted: Int32Array;
  /** float32 [n]: probability of the predicted class, 0..1. */
  readonly confidence: Float32Array;
  /** float32 [n]: probability of the given label, 0..1; 0 for an unlabelled image. */
  readonly pGiven: Float32Array;
  /** float32 [n], 0..27.6: -ln pGiven; for an unlabelled image -ln confidence. */
  readonly loss: Float32Array;
  /** float32 [n], -1..1: pGiven - best other (the reject class counts); unlabelled: best class - second best. */
  readonly margin: Float32Array;
  /** float32 [n]: likeness to what was thrown out, 0..1: 0 for an average image or where nothing was, 1 as those are. */
  readonly reject: Float32Array;
  /** uint8 [n]: 1 where confident learning takes the label for wrong. */
  readonly suspicious: Uint8Array;
  /** uint8 [n]: 1 where the image did not train the model that scored it. */
  readonly outOfSample: Uint8Array;
  /** Confident threshold t_k of each class and of the reject class, float64 [classes + 1]; 2 for an empty class. */
  readonly thresholds: Float64Array;
  readonly joint: JointEstimate;
  readonly folds: number;
  readonly method: 'ridge' | 'softmax';
}

/** Nonzero cells of the calibrated confident joint: `count` images labelled `given` are estimated to be `actual`. */
export interface JointEstimate {
  readonly given: Int32Array;
  readonly actual: Int32Array;
  readonly count: Float64Array;
}

export class HeadInputError extends Error {
  override readonly name = 'HeadInputError';
}

/** Throws HeadInputError when shapes or label codes do not fit together. */
export function checkInput(input: HeadInput): void {
  const n = input.labels.length;
  const { d, classes } = input;
  const wrong = (what: string): never => {
    throw new HeadInputError(what);
  };
  if (!Number.isInteger(d) || d < 1) wrong(`embedding width ${d}`);
  if (!Number.isInteger(classes) || classes < 0) wrong(`${classes} classes`);
  if (input.embeddings.length !== n * d) wrong(`${input.embeddings.length} values for ${n} embeddings of ${d}`);
  if (input.groups && input.groups.length !== n) wrong(`${input.groups.length} groups for ${n} images`);
  if (input.trusted && input.trusted.length !== n) wrong(`${input.trusted.length} trust marks for ${n} images`);
  const folds = input.folds ?? 5;
  if (!Number.isInteger(folds) || folds < 1 || folds > 100) wrong(`${folds} folds`);
  checkLabels(input.labels, classes);
}

export function checkLabels(labels: Int32Array, classes: number): void {
  for (const label of labels)
    if (label >= classes || label < rejected) throw new HeadInputError(`label ${label} of ${classes} classes`);
}
