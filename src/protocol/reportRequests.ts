import * as z from 'zod';
import { request } from './request';

const dataset = z.string();

/** What is passed on about a dataset. */
export const reportRequests = {
  /** One HTML page with everything in it. */
  makeReport: request(z.object({ dataset }))<{ readonly bytes: Uint8Array }>(),
  /** A random sample of what a query finds, as one picture; the same for the same seed. No query: the one in force. */
  makeContactSheet: request(
    z.object({
      dataset,
      query: z.string().max(10_000).optional(),
      columns: z.int().min(1).max(20),
      rows: z.int().min(1).max(30),
      format: z.enum(['png', 'jpeg']),
    }),
  )<{
    readonly bytes: Uint8Array;
    /** Images on it. */
    readonly images: number;
    /** Images that it was drawn from. */
    readonly from: number;
  }>(),
} as const;
