import * as z from 'zod';
import { cropOrigin } from '../../../protocol/splitDecision';

/** What a run of changes is: carrying a plan out, taking one back, restoring single files, emptying the trash. */
const runKind = z.enum(['apply', 'undo', 'restore', 'empty-trash']);
export type RunKind = z.infer<typeof runKind>;

const reference = z.object({ run: z.string(), operation: z.number().int() });
/** An operation of an earlier run that this one takes back. */
export type OperationReference = z.infer<typeof reference>;

const link = z.object({ target: z.string(), rewritten: z.string() });

const begin = z.object({
  type: z.literal('begin'),
  version: z.literal(1),
  run: z.string().regex(/^[0-9a-z-]{1,64}$/),
  kind: runKind,
  root: z.string(),
  state: z.string(),
  /** The folder outside the dataset that the run takes images from, or gives them back to. */
  pile: z.string().optional(),
  operations: z.number().int(),
  /** The apply that an undo takes back. */
  undoes: z.string().optional(),
});

const stepKind = z.enum([
  'move',
  'move-in',
  'trash',
  'set-aside',
  'restore',
  'copy-in',
  'rewrite',
  'make-folder',
  'remove-folder',
  'remove',
]);
export type StepKind = z.infer<typeof stepKind>;

/** Written before its operation; a later one for the same operation replaces it (another name, another method). */
const intent = z.object({
  type: z.literal('intent'),
  run: z.string(),
  operation: z.number().int(),
  kind: stepKind,
  /** Absolute; for folders and for removal from the trash only `from`. */
  from: z.string(),
  to: z.string().optional(),
  size: z.number().optional(),
  mtimeMs: z.number().optional(),
  hash: z.string().optional(),
  /** 'link' needs no record. 'reserve': no hard links there. 'copy': another file system. */
  method: z.enum(['link', 'reserve', 'copy', 'symlink']).optional(),
  /** The text of a link before and after. */
  link: link.optional(),
  of: reference.optional(),
  /** It travels with an image. */
  sidecar: z.boolean().optional(),
  /** Of a rewritten table: what its new content takes the place of, and where that is kept (absolute). */
  replaces: z.object({ size: z.number(), mtimeMs: z.number(), hash: z.string(), backup: z.string() }).optional(),
  provenance: z.object({ source: z.string(), note: z.string(), crop: cropOrigin.optional() }).optional(),
});

/** Images whose labels a rewritten table changes, after its intent: path, label before, label after. */
const relabels = z.object({
  type: z.literal('relabels'),
  run: z.string(),
  operation: z.number().int(),
  rows: z.array(z.tuple([z.string(), z.string(), z.string()])),
});

/** Inode of a finished copy or reservation, so that recovery knows it for ours. */
const placed = z.object({
  type: z.literal('placed'),
  run: z.string(),
  operation: z.number().int(),
  inode: z.string(),
});

const done = z.object({ type: z.literal('done'), run: z.string(), operation: z.number().int() });
const skipped = z.object({
  type: z.literal('skipped'),
  run: z.string(),
  operation: z.number().int(),
  reason: z.string(),
});
const end = z.object({
  type: z.literal('end'),
  run: z.string(),
  applied: z.number().int(),
  skipped: z.number().int(),
  cancelled: z.boolean().optional(),
  /** Ended by the recovery after a crash; what had not begun was not done. */
  recovered: z.boolean().optional(),
});

export const journalRecord = z.discriminatedUnion('type', [begin, intent, relabels, placed, done, skipped, end]);
export type JournalRecord = z.infer<typeof journalRecord>;
export type BeginRecord = z.infer<typeof begin>;
export type IntentRecord = z.infer<typeof intent>;
