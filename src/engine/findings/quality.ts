import { qualityTypes, sortFindings, type Finding, type QualityType } from '../../core/findings/finding';
import { defaultFindingSettings, thresholdsOf } from '../../core/findings/findingSettings';
import { percent } from '../../core/words';

/** What quality findings need of an image, by row. */
export interface QualityFacts {
  /** Scores of the picture, 0 (bad) to 1; see `QualityScores`. */
  readonly quality: {
    readonly dark: number;
    readonly bright: number;
    readonly blurry: number;
    readonly lowInformation: number;
  };
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
}

/** A score below its threshold is a finding. */
export type QualityThresholds = Readonly<Record<QualityType, number>>;

/** The score that a threshold is compared with; the histogram beside the slider is over these. */
export function qualityScore({ quality, width, height }: QualityFacts, type: QualityType): number {
  switch (type) {
    case 'dark':
      return quality.dark;
    case 'bright':
      return quality.bright;
    case 'blurry':
      return quality.blurry;
    case 'low-information':
      return quality.lowInformation;
    case 'tiny':
      return Math.min(width, height);
    case 'odd-aspect':
      return Math.min(width / height, height / width);
  }
}

/** Pictures of poor quality, one finding for each fault; undefined rows (not read) are left out. */
export function qualityFindings(
  count: number,
  factsOf: (row: number) => QualityFacts | undefined,
  thresholds: QualityThresholds = thresholdsOf(defaultFindingSettings),
): Finding[] {
  const findings: Finding[] = [];
  for (let row = 0; row < count; row++) {
    const facts = factsOf(row);
    if (!facts) continue;
    for (const type of qualityTypes) {
      const score = qualityScore(facts, type);
      if (score >= thresholds[type]) continue;
      findings.push({
        kind: 'quality',
        type,
        images: [row],
        score: 1 - score / thresholds[type],
        figures: figuresOf(type, score, facts),
        explanation: explain(type, score, thresholds[type], facts),
        proposal: { kind: 'decide', images: [row], decision: { kind: 'set-aside' }, ticked: false },
      });
    }
  }
  return sortFindings(findings);
}

function figuresOf(type: QualityType, score: number, { width, height }: QualityFacts): string {
  switch (type) {
    case 'dark':
      return `brightness at most ${percent(score)}`;
    case 'bright':
      return `brightness at least ${percent(1 - score)}`;
    case 'blurry':
    case 'low-information':
      return `score ${score.toFixed(2)}`;
    case 'tiny':
    case 'odd-aspect':
      return `${width} x ${height} pixels`;
  }
}

function explain(type: QualityType, score: number, threshold: number, { width, height }: QualityFacts): string {
  const figures = `(score ${score.toFixed(2)}, limit ${threshold})`;
  switch (type) {
    case 'dark':
      return `Dark: 99 % of the pixels have a brightness of at most ${percent(score)}; the limit is ${percent(threshold)}.`;
    case 'bright':
      return `Bright: 95 % of the pixels have a brightness of at least ${percent(1 - score)}; the limit is ${percent(1 - threshold)}.`;
    case 'blurry':
      return `Blurry: there are hardly any edges ${figures}.`;
    case 'low-information':
      return `Low information: it holds very few different colours ${figures}.`;
    case 'tiny':
      return `Tiny: ${width} x ${height} pixels; the shorter side is below ${threshold}.`;
    case 'odd-aspect':
      return `Odd aspect: ${width} x ${height} pixels, one side ${(1 / score).toFixed(1)} times the other; the limit is ${(1 / threshold).toFixed(1)}.`;
  }
}
