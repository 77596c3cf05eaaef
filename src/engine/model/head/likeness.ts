import { tileColumns } from './gemm';
import { choleskyFactor, choleskySolve } from './cholesky';
import { fillFeatures, type FeatureScaling } from './features';
import type { Kernel } from './kernel';
import { sharedFloats } from './shared';

/** Images from which the covariance and the spread of scores among images at large are taken. */
const mostBackground = 1536;
/** Added to the covariance of standardised features; from trials with 3 to 10 examples, see docs/decisions.md. */
const penalty = 10;
/** With so many examples both measures count the same; with fewer the cosine counts more. */
const evenExamples = 5;

/**
 * Likeness to some examples as a function of one embedding e and its scale r = 1 / length:
 * (r e · first + firstOffset) inverseNorm + r e · second + secondOffset, brought to 0..1 by `middle` and `top`.
 */
export interface LikenessForm {
  /** [d] float32 each. */
  readonly first: Float32Array;
  readonly firstOffset: number;
  readonly second: Float32Array;
  readonly secondOffset: number;
  /** Median among images at large: becomes 0; mean of the examples: becomes 1. */
  readonly middle: number;
  readonly top: number;
}

/**
 * Ranks images by likeness to a few examples, against images at large: the cosine of centred embeddings to the
 * examples, and Fisher's linear discriminant with a ridge penalty, both in standard deviations; the more examples, the
 * more the discriminant counts. Labels play no part, so wrong ones cannot hide the kind that is looked for.
 */
export class Likeness {
  /** 1 / length of each unit vector less the mean, [n] float32, shared. */
  readonly inverseNorm: Float32Array;
  private readonly background: Int32Array;
  private readonly factor: Float64Array;

  constructor(
    kernel: Kernel,
    private readonly embeddings: Float32Array,
    private readonly scaling: FeatureScaling,
  ) {
    this.background = this.drawBackground();
    this.factor = this.factorise(kernel);
    this.inverseNorm = this.measureNorms();
  }

  /** @param examples rows, at least one. */
  formFor(examples: ArrayLike<number>): LikenessForm {
    const { d, width, mean, inverseDeviation } = this.scaling;
    const direction = new Float64Array(d);
    const discriminant = new Float64Array(d);
    const features = new Float32Array(width);
    const count = examples.length;
    for (let i = 0; i < count; i++) {
      fillFeatures(this.scaling, this.embeddings, examples[i], features, 0);
      for (let k = 0; k < d; k++) {
        discriminant[k] += features[k] / count;
        if (inverseDeviation[k] > 0)
          direction[k] += (features[k] / inverseDeviation[k]) * (this.inverseNorm[examples[i]] / count);
      }
    }
    choleskySolve(this.factor, d, discriminant);
    const plain: LikenessForm = {
      first: Float32Array.from(direction),
      firstOffset: -mean.reduce((sum, value, k) => sum + value * direction[k], 0),
      second: Float32Array.from(discriminant, (weight, k) => weight * inverseDeviation[k]),
      secondOffset: -mean.reduce((sum, value, k) => sum + value * inverseDeviation[k] * discriminant[k], 0),
      middle: 0,
      top: 1,
    };
    return this.scaled(plain, examples);
  }

  /** Likeness of the rows from..to, 0..1, written into `target`; 0 for a row without a usable embedding. */
  write(form: LikenessForm, from: number, to: number, target: Float32Array): void {
    writeLikeness(form, this.embeddings, this.scaling, this.inverseNorm, from, to, target);
  }

  /** Robust standard deviation of images at large around the middle, on the scale where the examples are at 1. */
  deviation(form: LikenessForm): number {
    const distances = Float64Array.from(this.background, (row) => {
      const [first, second] = partsOf(form, this.embeddings, this.scaling, this.inverseNorm, row);
      return Math.abs(first + second - form.middle) / (form.top - form.middle);
    }).sort();
    return 1.4826 * (distances[distances.length >> 1] ?? 0);
  }

  /** Weighs the two parts in deviations of the background and settles what is 0 and what is 1. */
  private scaled(plain: LikenessForm, examples: ArrayLike<number>): LikenessForm {
    const share = examples.length / (examples.length + evenExamples);
    const parts = Array.from(this.background, (row) =>
      partsOf(plain, this.embeddings, this.scaling, this.inverseNorm, row),
    );
    const cosine = (1 - share) / (deviationOf(parts.map(([first]) => first)) || 1);
    const linear = share / (deviationOf(parts.map(([, second]) => second)) || 1);
    const form = {
      first: plain.first.map((value) => value * cosine),
      firstOffset: plain.firstOffset * cosine,
      second: plain.second.map((value) => value * linear),
      secondOffset: plain.secondOffset * linear,
    };
    const totals = Float64Array.from(parts, ([first, second]) => first * cosine + second * linear).sort();
    const middle = totals[totals.length >> 1] ?? 0;
    let top = 0;
    for (let i = 0; i < examples.length; i++) {
      const [first, second] = partsOf(
        { ...form, middle, top: 1 },
        this.embeddings,
        this.scaling,
        this.inverseNorm,
        examples[i],
      );
      top += (first + second) / examples.length;
    }
    return { ...form, middle, top: Math.max(top, middle + 1e-6) };
  }

  private drawBackground(): Int32Array {
    const { rowScale } = this.scaling;
    const usable = Int32Array.from(rowScale.keys()).filter((row) => rowScale[row] > 0);
    const step = Math.max(1, usable.length / mostBackground);
    return Int32Array.from({ length: Math.floor(usable.length / step) }, (_, i) => usable[Math.floor(i * step)]);
  }

  private factorise(kernel: Kernel): Float64Array {
    const { d, width } = this.scaling;
    const rows = this.background.length;
    const [block, product] = kernel.reserve(Math.max(1, rows) * width, width * width);
    this.background.forEach((row, i) => fillFeatures(this.scaling, this.embeddings, row, block.view, i * width));
    const bytes = width * 4;
    if (rows > 0)
      kernel.gemm(...([block.at, 4, bytes, block.at, bytes, product.at, bytes, width, width, rows] as const));
    const covariance = new Float64Array(d * d);
    for (let i = 0; i < d; i++)
      for (let j = 0; j < d; j++)
        covariance[i * d + j] = product.view[i * width + j] / Math.max(1, rows) + (i === j ? penalty : 0);
    return choleskyFactor(covariance, d);
  }

  private measureNorms(): Float32Array {
    const { d, rowScale, mean } = this.scaling;
    const norms = sharedFloats(rowScale.length);
    const own = mean.reduce((sum, value) => sum + value * value, 0);
    for (let row = 0; row < norms.length; row++) {
      let dot = 0;
      for (let k = 0, at = row * d; k < d; k++, at++) dot += this.embeddings[at] * mean[k];
      const squares = 1 - 2 * rowScale[row] * dot + own;
      norms[row] = rowScale[row] > 0 && squares > 1e-12 ? 1 / Math.sqrt(squares) : 0;
    }
    return norms;
  }
}

/** Likeness of the rows from..to into `target`; see Likeness.write. */
function writeLikeness(
  form: LikenessForm,
  embeddings: Float32Array,
  scaling: FeatureScaling,
  inverseNorm: Float32Array,
  from: number,
  to: number,
  target: Float32Array,
): void {
  const scale = 1 / (form.top - form.middle);
  for (let row = from; row < to; row++) {
    if (scaling.rowScale[row] === 0) {
      target[row] = 0;
      continue;
    }
    const [first, second] = partsOf(form, embeddings, scaling, inverseNorm, row);
    target[row] = Math.min(1, Math.max(0, (first + second - form.middle) * scale));
  }
}

/** Both parts of a form as weights of standardised features, [width, 8] float32; the other columns are zero. */
export function likenessColumns(
  { first, firstOffset, second, secondOffset }: LikenessForm,
  { d, width, mean, inverseDeviation }: FeatureScaling,
): Float32Array {
  const columns = new Float32Array(width * tileColumns);
  let [one, other] = [firstOffset, secondOffset];
  for (let k = 0; k < d; k++) {
    if (inverseDeviation[k] === 0) continue;
    columns[k * tileColumns] = first[k] / inverseDeviation[k];
    columns[k * tileColumns + 1] = second[k] / inverseDeviation[k];
    one += mean[k] * first[k];
    other += mean[k] * second[k];
  }
  columns[d * tileColumns] = one;
  columns[d * tileColumns + 1] = other;
  return columns;
}

function partsOf(
  { first, firstOffset, second, secondOffset }: LikenessForm,
  embeddings: Float32Array,
  { d, rowScale }: FeatureScaling,
  inverseNorm: Float32Array,
  row: number,
): [first: number, second: number] {
  const scale = rowScale[row];
  if (scale === 0) return [0, 0];
  // Two sums for each product: one would wait for itself at every addition.
  let one = 0;
  let oneMore = 0;
  let other = 0;
  let otherMore = 0;
  const even = d - (d % 2);
  for (let k = 0, at = row * d; k < even; k += 2, at += 2) {
    const value = embeddings[at];
    const next = embeddings[at + 1];
    one += value * first[k];
    oneMore += next * first[k + 1];
    other += value * second[k];
    otherMore += next * second[k + 1];
  }
  if (even < d) {
    one += embeddings[row * d + even] * first[even];
    other += embeddings[row * d + even] * second[even];
  }
  return [(scale * (one + oneMore) + firstOffset) * inverseNorm[row], scale * (other + otherMore) + secondOffset];
}

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length));
}
