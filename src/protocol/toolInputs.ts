import * as z from 'zod';
import { findingKind } from './findingRequests';

/** What a language model passes to a tool: no more to be trusted than what a page sends. */
export interface ToolInput<T> {
  /** Throws an error that says what is wrong. */
  read(input: unknown): T;
}
export type InputOf<I> = I extends ToolInput<infer T> ? T : never;

const mostProposed = 5000;
const folder = z.string().max(4096).optional();
const limit = z.int().min(1).max(200).default(20);

function toolInput<T>(schema: z.ZodType<T>): ToolInput<T> {
  return {
    read(input) {
      const parsed = schema.safeParse(input);
      if (!parsed.success) throw new Error(`The input is not understood: ${z.prettifyError(parsed.error)}`);
      return parsed.data;
    },
  };
}

/** The tools' inputs by their names in package.json, which holds the same as JSON schemas. */
export const toolInputs = {
  winnow_index: toolInput(z.object({ folder })),
  winnow_rank: toolInput(z.object({ folder, limit, by: z.enum(['margin', 'loss', 'confidence']).default('margin') })),
  winnow_query: toolInput(z.object({ folder, query: z.string().max(10_000), limit })),
  winnow_findings: toolInput(z.object({ folder, kind: findingKind.optional(), limit })),
  winnow_report: toolInput(z.object({ folder })),
  winnow_propose_decisions: toolInput(
    z.object({
      folder,
      decisions: z
        .array(
          z.object({
            path: z.string().min(1).max(4096),
            decision: z.enum(['keep', 'relabel', 'delete', 'set-aside']),
            to: z.string().max(4096).optional(),
          }),
        )
        .min(1)
        .max(mostProposed),
    }),
  ),
} as const;
