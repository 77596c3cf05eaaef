import * as z from 'zod';
import type { DatasetSummary } from './dataset';
import { importRequests } from './importRequests';
import { modelRequests } from './modelRequests';
import { request } from './request';

/** The dataset that a folder belongs to: itself, or the enclosing one with the query that shows just the folder. */
export interface ResolvedFolder {
  readonly root: string;
  readonly query: string;
  /** It holds only images and belongs to no known dataset: one class or a pile, only its owner knows. */
  readonly bare: boolean;
  /** The folder that was named, relative to the root; '' when it is the root or lies above. */
  readonly below: string;
  /** For a bare folder: the folder that it lies in, if others there look like classes. */
  readonly beside?: { readonly root: string; readonly classes: readonly string[] };
}

/** What the host asks of the engine itself, not of an open dataset. */
export const engineRequests = {
  resolve: request(z.object({ folder: z.string() }))<ResolvedFolder>(),
  /** `readOnly`: nothing is written beside the dataset, nothing can be decided (a restricted workspace). */
  open: request(z.object({ folder: z.string(), readOnly: z.boolean() }))<DatasetSummary>(),
  /** Sorts the images of `pile` into the classes of the dataset `into`; moves them with `apply`. */
  sort: request(z.object({ pile: z.string(), into: z.string(), apply: z.boolean() }))<{
    readonly above: number;
    readonly below: number;
    readonly unknown: number;
    /** To be counted on above the line; absent when nothing is above it. */
    readonly precision?: number;
    readonly applied?: number;
    readonly skipped?: readonly { readonly path: string; readonly reason: string }[];
  }>(),
  sample: request(
    z.object({ folder: z.string(), seed: z.int().optional(), imagesPerClass: z.int().min(1).max(10_000).optional() }),
  )<{
    readonly folder: string;
    readonly images: number;
  }>(),
  ...importRequests,
  ...modelRequests,
} as const;

export type EngineRequests = typeof engineRequests;
export type EngineRequestName = keyof EngineRequests;
