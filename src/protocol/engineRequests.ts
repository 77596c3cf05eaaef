import { z } from 'zod';
import type { DatasetSummary } from './dataset';
import { modelRequests } from './modelRequests';
import { request } from './request';

/** The dataset that a folder belongs to: itself, or the enclosing one with the query that shows just the folder. */
export interface ResolvedFolder {
  readonly root: string;
  readonly query: string;
  /** It holds only images and belongs to no known dataset: one class or a pile, only its owner knows. */
  readonly bare: boolean;
}

/** What the host asks of the engine itself, not of an open dataset. */
export const engineRequests = {
  resolve: request(z.object({ folder: z.string() }))<ResolvedFolder>(),
  /** `readOnly`: nothing is written beside the dataset, nothing can be decided (a restricted workspace). */
  open: request(z.object({ folder: z.string(), readOnly: z.boolean() }))<DatasetSummary>(),
  sample: request(
    z.object({ folder: z.string(), seed: z.int().optional(), imagesPerClass: z.int().min(1).max(10_000).optional() }),
  )<{
    readonly folder: string;
    readonly images: number;
  }>(),
  ...modelRequests,
} as const;

export type EngineRequests = typeof engineRequests;
export type EngineRequestName = keyof EngineRequests;
