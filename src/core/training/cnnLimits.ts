/** What a number may be; both ends belong to it. */
export interface Limits {
  readonly min: number;
  readonly max: number;
  /** Whole numbers only. */
  readonly isWhole?: boolean;
}

/** Ranges of a network's settings: the schema holds to them, and the form names them. */
export const cnnLimits = {
  /** Pixels of the square input. */
  inputSize: { min: 16, max: 256, isWhole: true },
  /** Feature maps of a block. */
  featureMaps: { min: 1, max: 512, isWhole: true },
  denseUnits: { min: 1, max: 2048, isWhole: true },
  /** Share of what a layer passes on that is dropped; 0: no dropout layer. */
  dropout: { min: 0, max: 0.95 },
  /** Degrees. */
  shear: { min: 0, max: 45 },
  /** Share of the size. */
  zoom: { min: 0, max: 0.9 },
  /** Share of the brightness. */
  brightness: { min: 0, max: 0.9 },
  epochs: { min: 1, max: 10_000, isWhole: true },
  patience: { min: 1, max: 10_000, isWhole: true },
  batch: { min: 1, max: 1024, isWhole: true },
  learningRate: { min: 1e-7, max: 1 },
  /** Share of the images. */
  validation: { min: 0.02, max: 0.5 },
  seed: { min: 0, max: 2_147_483_647, isWhole: true },
} as const satisfies Record<string, Limits>;
