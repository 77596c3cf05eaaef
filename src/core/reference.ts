/** How an image is held against the references: it shares a tag; it looks like one of them; or either of both. */
export const referenceRules = ['tags', 'similarity', 'both'] as const;
export type ReferenceRule = (typeof referenceRules)[number];

/** Tags that are looked at of each image, the surest ones. */
export const defaultTop = 4;
export const mostTop = 20;

/** One tag of an image; `score` from 0 to 1. */
export interface Tag {
  readonly name: string;
  readonly score: number;
}

/** Where tags come from: the chosen model's named classes, or a cloud service that the user asked for. */
export const tagSources = ['model', 'rekognition'] as const;
export type TagSourceName = (typeof tagSources)[number];

/** Whether an image is off: what shares no tag, what looks like no reference, or only what does neither. */
export function isOff(rule: ReferenceRule, sharesTag: boolean, looksLike: boolean): boolean {
  switch (rule) {
    case 'tags':
      return !sharesTag;
    case 'similarity':
      return !looksLike;
    case 'both':
      return !sharesTag && !looksLike;
  }
}
