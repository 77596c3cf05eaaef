import { errorReason } from '../../errors';
import type { DataFolders } from '../dataFolders';
import type { FileOps } from '../files/fileOps';
import type { Journal } from '../journal/journal';
import type { JournalRecord } from '../journal/journalRecords';
import type { Lock } from '../recovery/lock';
import type { Move } from '../files/moveFile';
import type { Rewrite } from '../files/rewriteTable';
import type { SourceFile } from '../files/sourceFile';
import type { Step } from './step';

export interface ChangeContext {
  readonly ops: FileOps;
  readonly folders: DataFolders;
  readonly journal: Journal;
  readonly lock: Lock;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** After every few files. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** 'open': half done because of a failure; the recovery at the next start finishes it or puts it back. */
export type StepOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'skipped' | 'open'; readonly reason: string }
  /** Nothing had to be done (the folder exists, or is not empty and stays). */
  | { readonly kind: 'idle' };

export interface RunOutcome {
  /** One for each step. */
  readonly outcomes: StepOutcome[];
  readonly cancelled: boolean;
}

/** One run of steps while it goes on: what its parts share. */
export interface StepRun {
  readonly context: ChangeContext;
  /** The run's name in the journal. */
  readonly id: string;
  readonly steps: readonly Step[];
  readonly signal: AbortSignal | undefined;
  /** One for each step; 'skipped' with `notBegun` until something is known. */
  readonly outcomes: StepOutcome[];
}

export const notBegun = 'Not begun.';

/** A step that was looked at: its file is the one that is meant, and the way to its target is clear. */
export interface PreparedStep {
  readonly index: number;
  readonly step: Step;
  readonly from: string;
  readonly to: string;
  readonly source: SourceFile | undefined;
  move: Move | undefined;
  readonly rewrite?: Rewrite;
  /** The step made its folder itself. */
  made?: boolean;
}

export function operationKey(run: StepRun, { index }: PreparedStep): { run: string; operation: number } {
  return { run: run.id, operation: index };
}

/** Carries the journal's failure through a step's own error handling: without the journal nothing may be changed. */
export class JournalFailure extends Error {
  constructor(override readonly cause: unknown) {
    super('The journal could not be written.');
  }
}

/** Makes a record durable in the midst of a step. Throws JournalFailure. */
export async function appendRecord({ context }: StepRun, record: JournalRecord): Promise<void> {
  try {
    await context.journal.append([record]);
  } catch (error) {
    throw new JournalFailure(error);
  }
}

/** A failure as a sentence for the list of what was skipped. */
export function sentence(error: unknown): string {
  const reason = errorReason(error);
  return reason.endsWith('.') ? reason : `${reason[0].toUpperCase()}${reason.slice(1)}.`;
}
