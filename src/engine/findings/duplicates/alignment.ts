import { dot, samplePatch, type Window } from './signatureWindow';
import { signatureSide } from '../../images/fingerprint';

/** What the comparison needs of one picture. */
export interface Shape {
  readonly signature: Uint8Array;
  /** Left, top, right, bottom without a border, in 255ths. */
  readonly contentBox: Uint8Array;
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
}

export interface Alignment {
  /** Normalised cross-correlation of luma over the parts that were laid over one another, -1 to 1. */
  readonly correlation: number;
  /** `whole`: as they are; `content`: without borders; `part`: one is a part of the other. */
  readonly by: 'whole' | 'content' | 'part';
}

const whole: Window = { left: 0, top: 0, width: 1, height: 1 };
const fine = signatureSide;
const coarse = 12;
/** Shares of the larger picture's side at which the smaller one is tried. */
const scales = [0.97, 0.92, 0.87, 0.82, 0.76, 0.7, 0.63, 0.56];
/** Below this correlation at the coarse step, the fine one is not tried. */
const promising = 0.8;

const first = new Float64Array(fine * fine);
const second = new Float64Array(fine * fine);

/** Compares two pictures as they are and without their borders. */
export function alignDirectly(a: Shape, b: Shape): Alignment {
  let best: Alignment = { correlation: correlate(a, whole, b, whole), by: 'whole' };
  const [boxA, boxB] = [contentWindow(a), contentWindow(b)];
  for (const [windowA, windowB] of [
    [boxA, boxB],
    [boxA, whole],
    [whole, boxB],
  ]) {
    if (windowA === whole && windowB === whole) continue;
    const correlation = correlate(a, windowA, b, windowB);
    if (correlation > best.correlation) best = { correlation, by: 'content' };
  }
  return best;
}

/** Looks for either picture as a part of the other: a crop, or a picture in a frame. */
export function alignAsPart(a: Shape, b: Shape): Alignment {
  return { correlation: Math.max(findInside(a, b), findInside(b, a)), by: 'part' };
}

function correlate(a: Shape, windowA: Window, b: Shape, windowB: Window): number {
  samplePatch(a.signature, windowA, fine, first);
  samplePatch(b.signature, windowB, fine, second);
  return dot(first, second, first.length);
}

export function contentWindow({ contentBox }: Shape): Window {
  const [left, top, right, bottom] = contentBox;
  if (left === 0 && top === 0 && right === 255 && bottom === 255) return whole;
  return { left: left / 255, top: top / 255, width: (right - left) / 255, height: (bottom - top) / 255 };
}

/** The best correlation of `part` with a window of `larger` that has its aspect ratio. */
function findInside(part: Shape, larger: Shape): number {
  samplePatch(part.signature, whole, coarse, first);
  const stretch = part.width / part.height / (larger.width / larger.height);
  let best = whole;
  let bestCorrelation = -1;
  const tryAt = (window: Window, side: number): boolean => {
    if (window.left < 0 || window.top < 0 || window.left + window.width > 1 || window.top + window.height > 1)
      return false;
    samplePatch(larger.signature, window, side, second);
    const correlation = dot(first, second, side * side);
    if (correlation <= bestCorrelation) return false;
    bestCorrelation = correlation;
    best = window;
    return true;
  };
  for (const scale of scales) {
    const width = stretch >= 1 ? scale : scale * stretch;
    const height = stretch >= 1 ? scale / stretch : scale;
    const columns = Math.ceil((1 - width) * 14);
    const rows = Math.ceil((1 - height) * 14);
    for (let row = 0; row <= rows; row++)
      for (let column = 0; column <= columns; column++) {
        const left = columns === 0 ? 0 : ((1 - width) * column) / columns;
        const top = rows === 0 ? 0 : ((1 - height) * row) / rows;
        tryAt({ left, top, width, height }, coarse);
      }
  }
  if (bestCorrelation < promising) return bestCorrelation;
  samplePatch(part.signature, whole, fine, first);
  bestCorrelation = -1;
  tryAt(best, fine);
  for (let step = 0.03; step > 0.004; step /= 2) while (improve(step, () => best, tryAt));
  return bestCorrelation;
}

type TryAt = (window: Window, side: number) => boolean;

/** Moves and scales the window by one step each way; true when one of them was better. */
function improve(step: number, best: () => Window, tryAt: TryAt): boolean {
  const { left, top, width, height } = best();
  const ratio = height / width;
  const moved = [
    { left: left + step, top, width, height },
    { left: left - step, top, width, height },
    { left, top: top + step, width, height },
    { left, top: top - step, width, height },
    { left: left - step / 2, top: top - (step * ratio) / 2, width: width + step, height: height + step * ratio },
    { left: left + step / 2, top: top + (step * ratio) / 2, width: width - step, height: height - step * ratio },
  ];
  return moved.filter((window) => tryAt(window, fine)).length > 0;
}
