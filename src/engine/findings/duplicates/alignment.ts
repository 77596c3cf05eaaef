import { signatureSide } from '../../images/fingerprint';
import { localDifference } from './localDifference';
import {
  correlationAt,
  detailOf,
  dot,
  normalise,
  samplePatch,
  samplePlaces,
  wholeWindow,
  type SamplePlaces,
  type Window,
} from './signatureWindow';

/** What the comparison needs of one picture; see `Fingerprint`. */
export interface Shape {
  readonly signature: Uint8Array;
  readonly contentSignature?: Uint8Array;
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
}

export interface Alignment {
  /** Normalised cross-correlation of luma over the parts that were laid over one another, -1 to 1. */
  readonly correlation: number;
  /**
   * The same of what is left when each point's surroundings are taken away: pictures that are merely composed alike
   * (a dark disc on white, two pages of text) agree in the first and not in this.
   */
  readonly detail: number;
  /** `whole`: as they are; `content`: without borders; `part`: one is a part of the other. */
  readonly by: 'whole' | 'content' | 'part';
  /** Of a part, how much it differs where it differs most (`localDifference`); else 0. */
  readonly difference: number;
}

/** Pictures that were laid over one another as they are or without borders. */
export interface DirectAlignment extends Alignment {
  /** The signatures of what was laid over one another. */
  readonly laid: readonly [Uint8Array, Uint8Array];
}

const fine = signatureSide;
const coarse = 12;
const sparse = 6;
/** Shares of the larger picture's side at which the smaller one is tried, and the finest step between places. */
const scales = [0.97, 0.92, 0.87, 0.82, 0.76, 0.7, 0.63, 0.56];
const places = 14;
/** Two framed pictures whose contents correlate less than this agree in nothing but their frames. */
const alikeWithin = 0.3;
/** Below this correlation at the coarse step, the fine one is not tried. */
const promising = 0.8;
/** Below this correlation of a few points, the coarse step is not tried. */
const hopeful = 0.5;
/** Deviations below which a picture, and its detail, are flat. */
const flatLuma = 4;
const flatDetail = 0.8;

const count = fine * fine;
const first = new Float64Array(count);
const second = new Float64Array(count);
const firstDetail = new Float64Array(count);
const secondDetail = new Float64Array(count);
const firstSparse = new Float64Array(sparse * sparse);

/** True for different pictures in borders: how well they agree as they are tells of the borders alone. */
export function agreeInFramesOnly({ contentSignature: one }: Shape, { contentSignature: other }: Shape): boolean {
  return (
    one !== undefined && other !== undefined && compare(one, other, wholeWindow, 'content').correlation < alikeWithin
  );
}

/** Compares two pictures as they are and without their borders; the better of the four ways. */
export function alignDirectly(a: Shape, b: Shape): DirectAlignment {
  let best = compare(a.signature, b.signature, wholeWindow, 'whole');
  let laid: DirectAlignment['laid'] = [a.signature, b.signature];
  const contentA = a.contentSignature ?? a.signature;
  const contentB = b.contentSignature ?? b.signature;
  for (const [one, other] of [
    [contentA, contentB],
    [contentA, b.signature],
    [a.signature, contentB],
  ]) {
    if (one === a.signature && other === b.signature) continue;
    const alignment = compare(one, other, wholeWindow, 'content');
    if (alignment.detail <= best.detail) continue;
    best = alignment;
    laid = [one, other];
  }
  return { ...best, laid };
}

/** Looks for either picture as a part of the other: a crop, or a picture in a frame. */
export function alignAsPart(a: Shape, b: Shape): Alignment {
  const inside = findInside(a, b);
  const around = findInside(b, a);
  return inside.detail >= around.detail ? inside : around;
}

/** Lays `lumaA` over a window of `lumaB`. */
function compare(lumaA: Uint8Array, lumaB: Uint8Array, window: Window, by: Alignment['by']): Alignment {
  samplePatch(lumaA, wholeWindow, fine, first);
  samplePatch(lumaB, window, fine, second);
  detailOf(first, fine, firstDetail);
  detailOf(second, fine, secondDetail);
  normalise(first, count, flatLuma);
  normalise(second, count, flatLuma);
  normalise(firstDetail, count, flatDetail);
  normalise(secondDetail, count, flatDetail);
  const correlation = dot(first, second, count);
  return { correlation, detail: dot(firstDetail, secondDetail, count), by, difference: 0 };
}

/** Finds the window of `larger`, of `part`'s aspect ratio, that agrees best with `part`: coarsely everywhere, then finely. */
function findInside(part: Shape, larger: Shape): Alignment {
  const start = findCoarsely(part, larger);
  if (!start) return { correlation: 0, detail: 0, by: 'part', difference: 0 };
  let best = start;
  let alignment = compare(part.signature, larger.signature, best, 'part');
  for (let step = 0.03; step > 0.004; step /= 2)
    for (let improved = true; improved;) {
      improved = false;
      for (const window of neighbours(best, step)) {
        if (!isInside(window)) continue;
        const tried = compare(part.signature, larger.signature, window, 'part');
        if (tried.correlation <= alignment.correlation) continue;
        alignment = tried;
        best = window;
        improved = true;
      }
    }
  // Once more, for the patches of the best window.
  const { correlation } = compare(part.signature, larger.signature, best, 'part');
  return { ...alignment, difference: localDifference(first, second, fine, correlation) };
}

/** Few points first: most windows of another picture agree so little in them that the others need not be looked at. */
function findCoarsely(part: Shape, larger: Shape): Window | undefined {
  const points = coarse * coarse;
  const few = sparse * sparse;
  samplePatch(part.signature, wholeWindow, coarse, first);
  normalise(first, points, flatLuma);
  samplePatch(part.signature, wholeWindow, sparse, firstSparse);
  normalise(firstSparse, few, flatLuma);
  const stretch = part.width / part.height / (larger.width / larger.height);
  let best: Window | undefined;
  let bestCorrelation = promising;
  for (const [k, scale] of scales.entries()) {
    const width = stretch >= 1 ? scale : scale * stretch;
    const height = stretch >= 1 ? scale / stretch : scale;
    const across = width === scale ? placesAtScale[k] : placesOf(width);
    const down = height === scale ? placesAtScale[k] : placesOf(height);
    for (const vertical of down)
      for (const horizontal of across) {
        if (correlationAt(larger.signature, horizontal, vertical, firstSparse, flatLuma) < hopeful) continue;
        const window = { left: horizontal.start, top: vertical.start, width, height };
        samplePatch(larger.signature, window, coarse, second);
        normalise(second, points, flatLuma);
        const correlation = dot(first, second, points);
        if (correlation <= bestCorrelation) continue;
        bestCorrelation = correlation;
        best = window;
      }
  }
  return best;
}

/** The places where a window of this size is tried, along one side of the larger picture. */
function placesOf(size: number): SamplePlaces[] {
  const steps = Math.ceil((1 - size) * places);
  return Array.from({ length: steps + 1 }, (_, i) => samplePlaces(((1 - size) * i) / steps, size, sparse));
}

/** The longer side of a window is one of few lengths. */
const placesAtScale = scales.map(placesOf);

/** The window moved and scaled by one step each way. */
function neighbours({ left, top, width, height }: Window, step: number): Window[] {
  const down = (step * height) / width;
  return [
    { left: left + step, top, width, height },
    { left: left - step, top, width, height },
    { left, top: top + step, width, height },
    { left, top: top - step, width, height },
    { left: left - step / 2, top: top - down / 2, width: width + step, height: height + down },
    { left: left + step / 2, top: top + down / 2, width: width - step, height: height - down },
  ];
}

function isInside({ left, top, width, height }: Window): boolean {
  return left >= 0 && top >= 0 && left + width <= 1 && top + height <= 1;
}
