import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { layoutKinds, type LayoutKind } from '../../core/layout';
import type { PinnedDigits } from '../../core/pinnedDigits';
import type { SplitOptions } from '../../core/collage/splitDecision';
import { splitOptions } from '../../protocol/splitDecision';
import { mostTop, referenceRules, tagSources, type ReferenceRule, type TagSourceName } from '../../core/reference';
import { tagName } from '../../protocol/reference';
import { labelChoice, type LabelChoice } from '../../protocol/labelChoice';
import { predictionChoice, type PredictionChoice } from '../../protocol/predictions';
import { isSystemError } from '../errors';
import { replaceFile } from './datasetIdentity';

const file = 'preferences.json';
/** Saved queries: more than anybody looks through; the oldest goes. */
export const mostQueries = 100;

const reference = z.object({
  images: z
    .array(z.object({ path: z.string().min(1).max(4096), hash: z.string().max(200), outside: z.boolean() }))
    .min(1)
    .max(1000),
  tags: z.array(tagName).max(1000),
  top: z.int().min(1).max(mostTop),
  by: z.enum(referenceRules),
  source: z.enum(tagSources),
  within: z.array(z.string().max(4096)).max(10_000).default([]),
});

/** Images that all others are held against, and how. */
export interface SavedReference {
  /** Relative to the root; absolute where one lies outside. */
  readonly images: readonly { readonly path: string; readonly hash: string; readonly outside: boolean }[];
  readonly tags: readonly string[];
  readonly top: number;
  readonly by: ReferenceRule;
  readonly source: TagSourceName;
  /** Classes that are held against them; none: everything. */
  readonly within: readonly string[];
}

const schema = z.object({
  version: z.literal(1),
  layout: z.enum(layoutKinds).optional(),
  labels: labelChoice.optional().catch(undefined),
  unsorted: z.array(z.string().min(1).max(4096)).max(10_000).optional(),
  digits: z.array(z.tuple([z.int().min(0).max(9), z.string().min(1).max(4096)])).max(10),
  queries: z.array(z.string().min(1).max(10_000)).max(mostQueries).default([]),
  collage: splitOptions.optional().catch(undefined),
  reference: reference.optional().catch(undefined),
  predictions: predictionChoice.extend({ active: z.boolean() }).optional().catch(undefined),
});

/** Predictions that were confirmed once; `path` is relative to the root, or absolute. */
export interface RememberedPredictions extends PredictionChoice {
  /** They rank. */
  readonly active: boolean;
}

/** What a person settled about a dataset, beside the decisions. */
export interface Preferences {
  /** How the folder is to be understood; undefined: as it looks. */
  readonly layout?: LayoutKind;
  readonly labels?: LabelChoice;
  /** Folders that are no classes, relative to the root. */
  readonly unsorted?: readonly string[];
  readonly digits: PinnedDigits;
  /** Queries to come back to, the newest last. */
  readonly queries: readonly string[];
  /** How collages were last split. */
  readonly collage?: SplitOptions;
  readonly reference?: SavedReference;
  readonly predictions?: RememberedPredictions;
}

const none: Preferences = { digits: new Map(), queries: [] };

/** The preferences in a state folder. A file that cannot be understood counts as none: nothing of value is in it. */
export async function readPreferences(stateFolder: string | undefined): Promise<Preferences> {
  if (stateFolder === undefined) return none;
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(join(stateFolder, file), 'utf8')));
    if (parsed.success) return { ...parsed.data, digits: new Map(parsed.data.digits) };
  } catch (error) {
    if (!(error instanceof SyntaxError) && !isSystemError(error)) throw error;
  }
  return none;
}

/** Writes the preferences so that a crash leaves the old or the new ones. */
export async function writePreferences(stateFolder: string, preferences: Preferences): Promise<void> {
  await replaceFile(
    join(stateFolder, file),
    `${JSON.stringify({ version: 1, ...preferences, digits: [...preferences.digits] }, undefined, 2)}\n`,
  );
}
