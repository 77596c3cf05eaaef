import { findingBits, kindBits } from '../findings/findingWords';
import { pointShapes, type PointShape } from './pointShapes';

export const mapColourings = ['class', 'predicted', 'finding', 'loss'] as const;
export type MapColouring = (typeof mapColourings)[number];

/** Which colour of the theme a kind has; `loss-1` to `loss-5` go from calm to wrong. */
const kindTones = ['red', 'blue', 'yellow', 'green', 'purple', 'orange'] as const;
export type KindTone = (typeof kindTones)[number] | 'quiet' | 'loss-1' | 'loss-2' | 'loss-3' | 'loss-4' | 'loss-5';

/** One line of the legend: points of one colour and shape. */
export interface MapKind {
  readonly name: KindName;
  readonly tone: KindTone;
  readonly shape: PointShape;
  readonly count: number;
}

export type KindName =
  | { readonly kind: 'class'; readonly index: number }
  | { readonly kind: 'other-classes' | 'unsorted' | 'unpredicted' | 'no-finding' | 'no-loss' }
  | { readonly kind: 'finding'; readonly finding: FindingGroup }
  | { readonly kind: 'loss'; readonly from: number; readonly to: number };

export type FindingGroup = 'label' | 'copies' | 'leakage' | 'outlier' | 'quality' | 'loader';

/** By what points can be told apart; the columns of `MapFacts`. */
export interface KindFacts {
  readonly given: Int32Array;
  readonly predicted: Int32Array;
  readonly loss: Float32Array;
  readonly findings: Uint32Array;
  readonly suspicious: Uint8Array;
}

export interface MapKinds {
  readonly kinds: readonly MapKind[];
  /** Index into `kinds` of each point. */
  readonly of: Uint8Array;
}

/** More classes than colours and shapes can tell apart; the smaller ones share a line. */
const mostClasses = kindTones.length * pointShapes.length;
const lossLimits = [0, 0.1, 0.5, 1, 2];

const groups: readonly (readonly [FindingGroup, number])[] = [
  ['label', findingBits.label],
  ['leakage', findingBits.leakage],
  ['copies', kindBits.duplicate],
  ['outlier', findingBits.outlier],
  ['quality', kindBits.quality],
  ['loader', kindBits.loader],
];

/** Sorts points into the lines of a legend. */
export function mapKinds(colouring: MapColouring, facts: KindFacts): MapKinds {
  switch (colouring) {
    case 'class':
      return byClass(facts.given, { kind: 'unsorted' });
    case 'predicted':
      return byClass(facts.predicted, { kind: 'unpredicted' });
    case 'finding':
      return byFinding(facts);
    case 'loss':
      return byLoss(facts.loss);
  }
}

function byClass(classes: Int32Array, none: KindName): MapKinds {
  const counts = new Map<number, number>();
  for (const index of classes) counts.set(index, (counts.get(index) ?? 0) + 1);
  const largest = [...counts.keys()].filter((index) => index >= 0);
  largest.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a - b);
  const names: KindName[] = largest.slice(0, mostClasses).map((index) => ({ kind: 'class', index }));
  const place = new Map(largest.slice(0, mostClasses).map((index, at) => [index, at]));
  const others = names.length;
  if (largest.length > mostClasses) names.push({ kind: 'other-classes' });
  const missing = names.length;
  if (counts.has(-1)) names.push(none);
  return counted(
    names,
    classes.length,
    (i) => place.get(classes[i]) ?? (classes[i] < 0 ? missing : others),
    (at) => (at < Math.min(mostClasses, largest.length) ? kindTones[at % kindTones.length] : 'quiet'),
  );
}

function byFinding({ findings, suspicious }: KindFacts): MapKinds {
  const names: KindName[] = groups.map(([finding]) => ({ kind: 'finding', finding }));
  names.push({ kind: 'no-finding' });
  return counted(
    names,
    findings.length,
    (i) => {
      const bits = findings[i] | (suspicious[i] ? findingBits.label : 0);
      const at = groups.findIndex(([, mask]) => (bits & mask) !== 0);
      return at < 0 ? groups.length : at;
    },
    (at) => (at < groups.length ? kindTones[at] : 'quiet'),
  );
}

function byLoss(loss: Float32Array): MapKinds {
  const names: KindName[] = lossLimits.map((from, i) => ({ kind: 'loss', from, to: lossLimits[i + 1] ?? Infinity }));
  names.push({ kind: 'no-loss' });
  const tones: readonly KindTone[] = ['loss-1', 'loss-2', 'loss-3', 'loss-4', 'loss-5', 'quiet'];
  return counted(
    names,
    loss.length,
    (i) =>
      Number.isNaN(loss[i])
        ? names.length - 1
        : Math.max(
            0,
            lossLimits.findLastIndex((limit) => loss[i] >= limit),
          ),
    (at) => tones[at],
  );
}

/** Kinds without a point are left out of the legend by their count of 0, and keep their colour. */
function counted(
  names: readonly KindName[],
  points: number,
  kindOf: (point: number) => number,
  toneOf: (kind: number) => KindTone,
): MapKinds {
  const of = Uint8Array.from({ length: points }, (_, i) => Math.max(0, kindOf(i)));
  const counts = new Uint32Array(names.length);
  for (const kind of of) counts[kind]++;
  const kinds = names.map((name, at): MapKind => {
    const tone = toneOf(at);
    return { name, tone, shape: tone === 'quiet' ? 'disc' : pointShapes[at % pointShapes.length], count: counts[at] };
  });
  return { kinds, of };
}
