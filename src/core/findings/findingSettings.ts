import { qualityTypes } from './finding';

/** What has a threshold that the user may move. */
export const thresholdKeys = ['label', 'near', 'outlier', ...qualityTypes, 'off-reference'] as const;
export type ThresholdKey = (typeof thresholdKeys)[number];

export type Thresholds = Readonly<Record<ThresholdKey, number>>;

export interface ThresholdMeaning {
  readonly default: number;
  /** The slider's ends. */
  readonly low: number;
  readonly high: number;
  /** On which side of the threshold a score is a finding; scores equal to it count as above. */
  readonly findsAt: 'below' | 'above';
  /** What the score is, for the slider. */
  readonly score: string;
}

/** CleanVision's defaults for quality, cleanlab's for outliers, bench/duplicates/near for near, bench/tags for references. */
export const thresholdMeanings: Readonly<Record<ThresholdKey, ThresholdMeaning>> = {
  label: { default: 0.5, low: 0, high: 0.5, findsAt: 'below', score: 'margin of the given label' },
  near: { default: 0.8, low: 0.75, high: 0.99, findsAt: 'above', score: 'agreement of detail' },
  outlier: {
    default: 1.7,
    low: 0.5,
    high: 8,
    findsAt: 'above',
    score: 'distance to the nearest, in interquartile ranges beyond the third quartile',
  },
  dark: { default: 0.32, low: 0, high: 1, findsAt: 'below', score: 'brightness of the 99th percentile' },
  bright: { default: 0.05, low: 0, high: 1, findsAt: 'below', score: 'darkness of the 5th percentile' },
  blurry: { default: 0.29, low: 0, high: 1, findsAt: 'below', score: 'sharpness of edges' },
  'low-information': { default: 0.3, low: 0, high: 1, findsAt: 'below', score: 'entropy of the colours' },
  tiny: { default: 24, low: 0, high: 512, findsAt: 'below', score: 'shorter side in pixels' },
  'odd-aspect': { default: 0.35, low: 0, high: 1, findsAt: 'below', score: 'shorter side by longer side' },
  'off-reference': { default: 0.64, low: 0, high: 1, findsAt: 'below', score: 'likeness to the references' },
};

/** `size`: the larger file; `oldest`: modified first; `subset`: test, then valid, then train; `name`: the first path. */
export const keepCriteria = ['resolution', 'size', 'oldest', 'subset', 'name'] as const;
export type KeepCriterion = (typeof keepCriteria)[number];

/** How findings are judged in one dataset; kept with its decisions. */
export interface FindingSettings {
  /** Only those that were moved from their default. */
  readonly thresholds: Readonly<Partial<Record<ThresholdKey, number>>>;
  /** Which copy is kept: the first criterion that tells two apart decides. */
  readonly keepRule: readonly KeepCriterion[];
  /** Folders below the root from which no copy is proposed for removal. */
  readonly protect: readonly string[];
  /** Mirrored and turned copies count as near-duplicates. */
  readonly turned: boolean;
}

export const defaultFindingSettings: FindingSettings = {
  thresholds: {},
  keepRule: ['subset', 'resolution', 'size', 'oldest', 'name'],
  protect: [],
  turned: false,
};

/** Every threshold in force. */
export function thresholdsOf({ thresholds }: FindingSettings): Thresholds {
  const of = (key: ThresholdKey): number => thresholds[key] ?? thresholdMeanings[key].default;
  return {
    label: of('label'),
    near: of('near'),
    outlier: of('outlier'),
    dark: of('dark'),
    bright: of('bright'),
    blurry: of('blurry'),
    'low-information': of('low-information'),
    tiny: of('tiny'),
    'odd-aspect': of('odd-aspect'),
    'off-reference': of('off-reference'),
  };
}
