import * as z from 'zod';
import type { SubsetName } from '../core/layout';

/** `folder`: a folder per class; `csv`: the same with a table; `parquet` and `webdataset`: shards that hold the images. */
export const copyFormats = ['folder', 'csv', 'parquet', 'webdataset'] as const;
export type CopyFormat = (typeof copyFormats)[number];

export const fits = ['crop', 'pad', 'squash'] as const;
export const copiedAs = ['keep', 'png', 'jpeg'] as const;
export const fileModes = ['auto', 'reflink', 'link', 'copy'] as const;

/** Percent of the images for each subset; they sum to 100. */
const shares = z
  .object({ train: z.number().min(0), valid: z.number().min(0), test: z.number().min(0) })
  .refine(({ train, valid, test }) => Math.abs(train + valid + test - 100) < 0.01, 'must sum to 100')
  .refine(({ train }) => train > 0, 'leaves nothing to train on');

/** How a clean copy is made. */
export const copySettings = z.object({
  format: z.enum(copyFormats).default('folder'),
  /** `keep`: as the dataset has them; `none`: one set; else drawn anew, stratified, copies together. */
  subsets: z.union([z.literal('keep'), z.literal('none'), shares]).default('keep'),
  /** Side of square pictures in pixels; absent: as large as they are. */
  size: z.int().min(8).max(4096).optional(),
  fit: z.enum(fits).default('crop'),
  /** Behind padding and transparency; `auto`: the colour of the picture's border, white behind transparency. */
  background: z
    .union([z.literal('auto'), z.string().regex(/^#[0-9a-f]{6}$/i, 'is no colour such as #ffffff')])
    .default('auto'),
  image: z.enum(copiedAs).default('keep'),
  /** Of JPEG. */
  quality: z.int().min(1).max(100).default(95),
  grey: z.boolean().default(false),
  /** Writes every picture anew, so that nothing but the picture is in the file. */
  strip: z.boolean().default(false),
  files: z.enum(fileModes).default('auto'),
  /** Classes that are left out. */
  without: z.array(z.string().min(1)).default([]),
  /** Takes images without a label as well, into a folder of their own. */
  unsorted: z.boolean().default(false),
});
export type CopySettings = z.infer<typeof copySettings>;

export interface CopyOutcome {
  /** In the copy now. */
  readonly images: number;
  readonly bytes: number;
  /** Absolute. */
  readonly out: string;
  /** It was there already, just so: nothing was written. */
  readonly unchanged: boolean;
  /** How many were taken over from an earlier copy, or from one that was interrupted. */
  readonly reused: number;
  readonly subsets: Readonly<Partial<Record<SubsetName, number>>>;
  readonly classes: number;
  /** Images that could not be read or written. */
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  /** What is worth knowing: what was left out, what leaks, which class is short. */
  readonly notes: readonly string[];
}
