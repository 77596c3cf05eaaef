import { decisionCodes, type Decision, type DecisionCode } from '../decisions/decision';

export const findingKinds = [
  'label',
  'duplicate',
  'leakage',
  'outlier',
  'quality',
  'loader',
  'unreadable',
  'collage',
  'off-reference',
] as const;
export type FindingKind = (typeof findingKinds)[number];

export const duplicateTypes = ['bytes', 'pixels', 'near'] as const;
export type DuplicateType = (typeof duplicateTypes)[number];

export const qualityTypes = ['dark', 'bright', 'blurry', 'low-information', 'tiny', 'odd-aspect'] as const;
export type QualityType = (typeof qualityTypes)[number];

/** `ending`: not what the file's name says; `format`: a format, `mode`: a colour mode, that some loader cannot take. */
export const loaderTypes = ['ending', 'format', 'mode'] as const;
export type LoaderType = (typeof loaderTypes)[number];

export type FindingType = DuplicateType | QualityType | LoaderType;

/**
 * What became of a finding: `open` nothing yet; `pending` its images are decided on, not applied; `kept` a person said
 * that each of its images is right; `dismissed` a person said that it is no problem.
 */
export const findingStates = ['open', 'pending', 'kept', 'dismissed'] as const;
export type FindingState = (typeof findingStates)[number];

/** Something suspicious about one or more images. Rows are those of the open dataset's table. */
export interface Finding {
  readonly kind: FindingKind;
  /** What exactly, where a kind has several. */
  readonly type?: FindingType;
  /** The images it is about; of copies, the one to keep comes first. */
  readonly images: readonly number[];
  /** 0 to 1, 1 the surest or the worst; comparable within a kind and type only. */
  readonly score: number;
  /** Why these images are here, in one or two sentences, with the numbers that decided. */
  readonly explanation: string;
  /** What is this finding's own in the explanation, for lists whose heading says the rest (`findingTitle`). */
  readonly figures?: string;
  readonly proposal?: Proposal;
}

/** What could be done about a finding. Nothing is pending until it is accepted. */
export type Proposal =
  | {
      readonly kind: 'decide';
      readonly images: readonly number[];
      readonly decision: Decision;
      /** Ticked beforehand, so that *Accept All* takes it. */
      readonly ticked: boolean;
    }
  /** Only a person can tell: the question is shown with the images. */
  | { readonly kind: 'ask'; readonly question: string }
  /** A sheet of `parts` pictures: opens where it is split. */
  | { readonly kind: 'split'; readonly images: readonly number[]; readonly parts: number };

/** Kinds that ask what an image shows: who says it has answered them, and says nothing of its copies or its quality. */
const labelKinds: ReadonlySet<FindingKind> = new Set(['label', 'outlier', 'off-reference']);

/**
 * True where a decision on an image answers what a finding of the kind says of it: what is decided of a label leaves the
 * file as it is, and the other way round. `labelled`: a conversion or renaming that says what the image shows as well, or
 * a keep that says only that.
 */
export function answersFinding(kind: FindingKind, code: DecisionCode, labelled: boolean): boolean {
  switch (code) {
    case decisionCodes.none:
      return false;
    case decisionCodes.keep:
      return labelled ? labelKinds.has(kind) : kind !== 'loader';
    case decisionCodes.relabel:
      return labelKinds.has(kind);
    case decisionCodes.convert:
    case decisionCodes.rename:
      return kind === 'loader' || labelled;
    default:
      return true;
  }
}

/** The worst first; of equals, in the order of their first images. */
export function sortFindings(findings: Finding[]): Finding[] {
  return findings.sort((a, b) => b.score - a.score || (a.images[0] ?? 0) - (b.images[0] ?? 0));
}

/** Above this share of the images, a fault of quality is a property of the set rather than of its images. */
export const propertyOfTheSet = 0.1;
