import * as z from 'zod';
import {
  mostTop,
  referenceRules,
  tagSources,
  type ReferenceRule,
  type Tag,
  type TagSourceName,
} from '../core/reference';
import { request } from './request';

/** Images that all others shall resemble, with the tags that they were given; asked for before anything is flagged. */
export interface ReferenceView {
  /** The references; `row` where one is an image of the dataset. */
  readonly images: readonly { readonly path: string; readonly row?: number }[];
  /** The references' tags as they were worked out, the surest first; a mean over the references. */
  readonly suggested: readonly Tag[];
  /** The tags to hold images against: the surest ones, or as a person edited them. */
  readonly tags: readonly string[];
  /** Every tag that can be added. */
  readonly names: readonly string[];
  readonly source: TagSourceName;
  /** What gives the tags, in words; undefined where nothing does, and similarity alone is left. */
  readonly tagger?: string;
  readonly top: number;
  readonly by: ReferenceRule;
  readonly threshold: number;
  /** The classes that the references stand in. */
  readonly classes: readonly string[];
  readonly within: readonly string[];
  /** False while it is a draft, of which nothing was flagged. */
  readonly isInForce: boolean;
}

/** How many images would be flagged. */
export interface OffReferenceCounts {
  readonly images: number;
  readonly off: Readonly<Record<ReferenceRule, number>>;
  /** Similarities of all images between the slider's ends in equal steps. */
  readonly bins: Uint32Array;
}

const dataset = z.string();
const of = <S extends z.ZodRawShape>(shape: S) => z.object({ dataset, ...shape });
const rows = z.custom<Uint32Array>(
  (value) => value instanceof Uint32Array && value.length > 0 && value.length <= 1000,
  'is not a list of 1 to 1,000 rows',
);

export const tagName = z.string().min(1).max(500);
/** What a person settled about references. */
const referenceEdit = z.object({
  tags: z.array(tagName).max(1000).readonly(),
  top: z.int().min(1).max(mostTop),
  by: z.enum(referenceRules),
  threshold: z.number().min(0).max(1),
  /** Only images of these classes are held against the references; none: all images. */
  within: z.array(z.string().max(4096)).max(10_000).readonly().default([]),
});
export type ReferenceEdit = z.infer<typeof referenceEdit>;

export const referenceRequests = {
  /** Begins with these images as references; nothing is flagged yet. */
  draftReference: request(of({ rows }))<ReferenceView>(),
  /** The same with files on this machine, within the dataset or elsewhere. */
  draftReferenceFiles: request(of({ files: z.array(z.string().min(1).max(4096)).min(1).max(1000) }))<ReferenceView>(),
  /** The references that are being chosen, else those in force; null where there are none. */
  reference: request(of({}))<ReferenceView | null>(),
  countOffReference: request(of(referenceEdit.shape))<OffReferenceCounts>(),
  /** Flags what does not match from now on, and remembers it. */
  flagOffReference: request(of(referenceEdit.shape))<null>(),
  /** Forgets the references, and what was flagged by them. */
  clearReference: request(of({}))<null>(),
  /** Images that a cloud service would be sent: those that it has not seen. */
  untaggedImages: request(of({}))<{ readonly images: number }>(),
  /** Takes tags from another source from now on; a cloud service is sent every image that it has not seen. */
  useTagSource: request(of({ source: z.enum(tagSources) }))<{
    readonly view: ReferenceView | null;
    readonly failed: readonly { readonly path: string; readonly reason: string }[];
  }>(),
} as const;
