import type { Dismissal, DismissalBook } from '../../core/decisions/dismissal';
import { counted } from '../../core/words';
import type { NamedFinding } from '../session/findings/namedFindings';
import type { CheckName, CheckSettings } from './checkConfig';

/** A finding that counts, as a report lists it. */
export interface CheckedFinding {
  readonly images: readonly string[];
  readonly type?: string;
  readonly explanation: string;
}

/** One limit, and how the dataset stands to it. */
export interface CheckOutcome {
  readonly check: CheckName | 'minImagesPerClass';
  readonly ok: boolean;
  /** Findings allowed; of `minImagesPerClass`, images demanded. */
  readonly limit: number;
  /** As it was written, e.g. `2%`. */
  readonly limitText: string;
  /** What a limit in percent is a share of. */
  readonly images: number;
  readonly found: number;
  /** In the baseline, dismissed or kept: not counted. */
  readonly known: number;
  readonly findings: readonly CheckedFinding[];
}

export interface CheckInput {
  readonly settings: CheckSettings;
  readonly images: number;
  readonly classes: readonly { readonly name: string; readonly subset?: string; readonly images: number }[];
  readonly findings: readonly (NamedFinding & { readonly identity: Dismissal })[];
  readonly baseline: DismissalBook;
}

/** Compares what was found with the limits, in their order. */
export function runChecks({ settings, images, classes, findings, baseline }: CheckInput): CheckOutcome[] {
  const outcomes = entriesOf(settings.limits).map(([check, limitText]): CheckOutcome => {
    const [kind, type] = check.split('/');
    const own = findings.filter((finding) => finding.kind === kind && (type === undefined || finding.type === type));
    const open = own.filter(
      ({ state, identity }) => state !== 'dismissed' && state !== 'kept' && !baseline.covers(identity),
    );
    const limit = limitOf(limitText, images);
    return {
      check,
      ok: open.length <= limit,
      limit,
      limitText: String(limitText),
      images,
      found: open.length,
      known: own.length - open.length,
      findings: open.map(({ images: paths, type: own, explanation }) => ({
        images: paths,
        ...(own && { type: own }),
        explanation,
      })),
    };
  });
  const { minImagesPerClass } = settings;
  return minImagesPerClass === undefined ? outcomes : [...outcomes, classSizes(classes, minImagesPerClass)];
}

function entriesOf(limits: CheckSettings['limits']): [CheckName, number | string][] {
  return Object.entries(limits).filter((entry): entry is [CheckName, number | string] => entry[1] !== undefined);
}

/** A share is rounded down: 5 % of 30 images allow one finding. */
function limitOf(limit: number | string, images: number): number {
  if (typeof limit === 'number') return limit;
  return Math.floor((images * parseFloat(limit)) / 100);
}

function classSizes(classes: CheckInput['classes'], least: number): CheckOutcome {
  const sizes = new Map<string, number>();
  for (const { name, images } of classes) sizes.set(name, (sizes.get(name) ?? 0) + images);
  const small = [...sizes].filter(([, images]) => images < least);
  return {
    check: 'minImagesPerClass',
    ok: small.length === 0,
    limit: least,
    limitText: String(least),
    images: [...sizes.values()].reduce((sum, own) => sum + own, 0),
    found: small.length,
    known: 0,
    findings: small.map(([name, images]) => ({
      images: [name],
      explanation: `The class has ${counted(images, 'image')}.`,
    })),
  };
}
