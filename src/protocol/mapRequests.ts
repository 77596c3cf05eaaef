import * as z from 'zod';
import type { EmbeddingMap, MapFacts } from './embeddingMap';
import { request } from './request';

const dataset = z.string();
const rows = z.custom<Uint32Array>(
  (value) => value instanceof Uint32Array && value.length <= 2_000_000,
  'is not a list of rows',
);

/** The embedding map. */
export const mapRequests = {
  /** The map as it is kept; laid out where there is none yet, or with `renew` anew. */
  embeddingMap: request(z.object({ dataset, renew: z.boolean() }))<EmbeddingMap>(),
  /** What the points of some rows are coloured by. */
  mapFacts: request(z.object({ dataset, rows }))<MapFacts>(),
} as const;
