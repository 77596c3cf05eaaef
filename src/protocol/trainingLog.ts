import * as z from 'zod';

/** Bytes of a training log that is read: a line an epoch or a step never comes near. */
export const mostLogBytes = 32e6;

/** What the host tells the view of a training log: its texts once, and the log then and whenever the file changes. */
export type LogNews =
  /** In the language of VS Code, by their English originals. */
  { readonly kind: 'strings'; readonly strings: Readonly<Record<string, string>> } | LogText;

export type LogText =
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
