export interface SampleOptions {
  /** Same seed, same files, byte for byte (with the same version of the image library). */
  readonly seed?: number;
  /** Drawn images per class, the wrongly labelled among them; copies, garbage and the rest come on top. */
  readonly imagesPerClass?: number;
  /** Shortest and longest long side of an image in pixels. */
  readonly longSide?: readonly [min: number, max: number];
  /** A folder per class, or the classes within `train` and `valid`. */
  readonly layout?: 'classes' | 'subsets';
}

const defaults: Required<SampleOptions> = {
  seed: 1,
  imagesPerClass: 40,
  longSide: [240, 640],
  layout: 'classes',
};

/** Fills in what is left out. Throws RangeError on sizes that cannot be drawn. */
export function completeOptions(options: SampleOptions): Required<SampleOptions> {
  const { seed, imagesPerClass, longSide, layout } = options;
  const complete: Required<SampleOptions> = {
    seed: seed ?? defaults.seed,
    imagesPerClass: imagesPerClass ?? defaults.imagesPerClass,
    longSide: longSide ?? defaults.longSide,
    layout: layout ?? defaults.layout,
  };
  const [min, max] = complete.longSide;
  if (!Number.isInteger(complete.imagesPerClass) || complete.imagesPerClass < 1 || complete.imagesPerClass > 100_000)
    throw new RangeError('imagesPerClass must be a whole number from 1 to 100000');
  if (!(min >= 64 && min <= max && max <= 4096)) throw new RangeError('longSide must lie within 64 to 4096 pixels');
  return complete;
}
