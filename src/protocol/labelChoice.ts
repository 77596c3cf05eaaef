import * as z from 'zod';

/** Which table holds the labels, and in which column, where a person said so; the path is below the root. */
export const labelChoice = z.object({
  table: z.string().min(1).max(4096).optional(),
  column: z.string().min(1).max(1000).optional(),
});
export type LabelChoice = z.infer<typeof labelChoice>;
