import * as z from 'zod';
import { request } from './request';
import type { MoreLikeThese, PileState, PileClusters, PileProposals, ReviewReport, SpotCheck } from './sorting';

const rows = z.custom<Uint32Array>(
  (value) => value instanceof Uint32Array && value.length <= 2_000_000,
  'is not a list of rows',
);
const dataset = z.string();
const query = z.string().max(10_000);
const of = <S extends z.ZodRawShape>(shape: S) => z.object({ dataset, ...shape });

/** Bins of the histogram of similarities. */
export const similarityBins = 50;

const sortLine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('precision'), precision: z.number().min(0).max(1) }),
  z.object({ kind: z.literal('threshold'), confidence: z.number().min(0).max(1) }),
]);

/** Sorting a pile, more of a kind, and when to stop. */
export const sortingRequests = {
  /** Waits until the images are read, and tells what is labelled and what is left. */
  pileState: request(of({}))<PileState>(),
  /** From the next opening on these folders (all there are: '*') are no classes: what lies in them is unsorted. */
  countAsUnsorted: request(
    of({ folders: z.union([z.literal('*'), z.array(z.string().min(1).max(4096)).max(10_000)]) }),
  )<null>(),
  /** Clusters of the unsorted, undecided images that a query finds; `count` 0: by their number. */
  clusterPile: request(of({ query, count: z.int().min(0).max(500) }))<PileClusters>(),
  /** Proposed classes for the unsorted, undecided images that a query finds. */
  proposePile: request(of({ query, line: sortLine }))<PileProposals>(),
  /** Compares every image with these; the query line and the sort key `similarity` then know the result. */
  moreLike: request(of({ rows }))<MoreLikeThese>(),
  /** Reviewed, wrong and probably left, in all and by class. */
  reviewReport: request(of({ query }))<ReviewReport>(),
  /** A random sample of the labelled, undecided images that a query finds. */
  drawSpotCheck: request(of({ query, count: z.int().min(1).max(1000) }))<{
    readonly rows: Uint32Array;
    /** Images that it was drawn from. */
    readonly from: number;
  }>(),
  /** What the decisions on a sample say. */
  spotCheck: request(of({ rows, from: z.int().min(0) }))<SpotCheck>(),
} as const;
