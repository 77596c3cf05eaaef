import { z } from 'zod';

/** Bytes of a training log that is read: a line an epoch or a step never comes near. */
export const mostLogBytes = 32e6;

/** What the host tells the view of a training log, at its beginning and whenever the file changes. */
export type LogNews =
  | { readonly kind: 'text'; readonly name: string; readonly text: string }
  /** The file cannot be read; what was drawn stays. */
  | { readonly kind: 'problem'; readonly name: string; readonly problem: string };

/** What the view of a training log asks of the host. */
export const logWish = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({
    kind: z.literal('save'),
    format: z.enum(['svg', 'png']),
    bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= 64e6, 'is not a picture'),
  }),
]);
export type LogWish = z.infer<typeof logWish>;
