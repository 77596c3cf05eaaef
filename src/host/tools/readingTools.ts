import type { CancellationToken, Uri } from 'vscode';
import { toolInputs, type ToolInput } from '../../protocol/toolInputs';
import { openTarget, type ToolParts } from './toolTarget';

/** A tool that looks and changes nothing: what it is given, what is asked of a person first, and what it answers. */
export interface ReadingTool<T> {
  readonly input: ToolInput<T & { readonly folder?: string }>;
  /** What it is about to do, for the confirmation. */
  readonly intent: (name: string) => string;
  readonly answer: (parts: ToolParts, input: T, folder: Uri, token: CancellationToken) => Promise<object>;
}

const define = <T>(tool: ReadingTool<T>): ReadingTool<T> => tool;

export const readingTools = {
  winnow_index: define({
    input: toolInputs.winnow_index,
    intent: (name) => `Read and rank the images of ${name}. Nothing is changed.`,
    answer: async (parts, _input, uri, token) => {
      const { document } = await openTarget(parts, uri, token);
      const { classes, ...summary } = await document.current();
      return {
        root: summary.root,
        layout: summary.layout,
        images: summary.images,
        unsorted: summary.unsorted,
        suspicious: summary.suspicious,
        unreadable: summary.unreadable,
        skipped: summary.skipped,
        pending: summary.pending,
        classes: classes.map(({ name, images, suspicious }) => ({ name, images, suspicious })),
      };
    },
  }),
  winnow_rank: define({
    input: toolInputs.winnow_rank,
    intent: (name) => `List the most suspicious labels of ${name}. Nothing is changed.`,
    answer: async (parts, { limit: most, by }, uri, token) => {
      const { dataset, query } = await openTarget(parts, uri, token);
      return parts.engine.ask(
        'listImages',
        { dataset, query: `${query} -is:unsorted`.trim(), sort: by, limit: most },
        token,
      );
    },
  }),
  winnow_query: define({
    input: toolInputs.winnow_query,
    intent: (name) => `List images of ${name} that a query finds. Nothing is changed.`,
    answer: async (parts, { query: asked, limit: most }, uri, token) => {
      const { dataset, query } = await openTarget(parts, uri, token);
      const both = `${query} ${asked}`.trim();
      return parts.engine.ask('listImages', { dataset, query: both, sort: 'suspicion', limit: most }, token);
    },
  }),
  winnow_findings: define({
    input: toolInputs.winnow_findings,
    intent: (name) => `List what was found in ${name}. Nothing is changed.`,
    answer: async ({ engine, ...parts }, { kind, limit: most }, uri, token) => {
      const { dataset } = await openTarget({ engine, ...parts }, uri, token);
      // Any page waits until everything was looked for.
      const page = await engine.ask(
        'findingsPage',
        { dataset, kind: kind ?? 'label', states: ['open'], offset: 0, limit: most },
        token,
      );
      const { kinds } = await engine.ask('findingsSummary', { dataset }, token);
      const counts = kinds.map(({ kind: of, type, open, images }) => ({ kind: of, type, open, images }));
      if (kind === undefined) return { counts };
      const rows = Uint32Array.from(new Set(page.findings.flatMap(({ images }) => [...images])));
      const { paths } = await engine.ask('rows', { dataset, rows }, token);
      const pathOf = new Map(paths.map((path, i) => [rows[i], path]));
      const findings = page.findings.map(({ type, images, score, explanation, proposal }) => ({
        ...{ type, images: images.map((row) => pathOf.get(row)), score, explanation },
        ...(proposal?.kind === 'decide' && {
          proposed: proposal.decision,
          of: proposal.images.map((row) => pathOf.get(row)),
        }),
      }));
      return { total: page.total, findings };
    },
  }),
  winnow_report: define({
    input: toolInputs.winnow_report,
    intent: (name) => `Report how far the review of ${name} is. Nothing is changed.`,
    answer: async (parts, _input, uri, token) => {
      const { dataset, query, document } = await openTarget(parts, uri, token);
      const review = await parts.engine.ask('reviewReport', { dataset, query }, token);
      const { rare, overlapping, empty, similarNames } = await parts.engine.ask('classHealth', { dataset }, token);
      const { images, pending } = await document.current();
      return { images, pending, ...review, health: { rare, overlapping, empty, similarNames } };
    },
  }),
} as const;
