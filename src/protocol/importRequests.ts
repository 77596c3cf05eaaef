import * as z from 'zod';
import { request } from './request';
import { search, searchCommand } from './search';

/** What became of a list of addresses. */
export interface ImportOutcome {
  /** New files. */
  readonly images: number;
  /** Recognised as copies of what is there already, and not kept. */
  readonly copies: number;
  /** Imported by an earlier run, or listed twice. */
  readonly known: number;
  readonly failed: readonly ImportFailure[];
  /** The folder. */
  readonly out: string;
}

export interface ImportFailure {
  /** Line, or number of the entry, in the list; from 1. */
  readonly line: number;
  readonly url?: string;
  readonly reason: string;
}

/** What became of an archive. */
export interface ArchiveOutcome {
  /** Files, and how many of them begin like images. */
  readonly files: number;
  readonly images: number;
  /** Hidden files and what systems add of their own. */
  readonly leftOut: number;
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  /** The new folder. */
  readonly out: string;
}

/** What a list of addresses holds. */
export interface UrlListSummary {
  readonly images: number;
  readonly classes: readonly string[];
  readonly hosts: number;
  /** Entries without an address. */
  readonly failed: number;
}

/** What the host asks about getting images in. */
export const importRequests = {
  describeUrlList: request(z.object({ list: z.string() }))<UrlListSummary>(),
  import: request(
    z.object({ list: z.string(), into: z.string(), allowPrivate: z.boolean().optional() }),
  )<ImportOutcome>(),
  /** Runs the user's search command for each class and imports what it prints. */
  collect: request(
    z.object({
      command: searchCommand,
      searches: z.array(search),
      into: z.string(),
      allowPrivate: z.boolean().optional(),
    }),
  )<ImportOutcome>(),
  unpack: request(z.object({ archive: z.string(), into: z.string() }))<ArchiveOutcome>(),
} as const;
