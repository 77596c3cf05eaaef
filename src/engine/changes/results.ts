import type { FileOperation, Skipped } from '../../core/plan/plan';
import type { MovedFile } from './recovery/recover';

export interface CheckedPlan {
  readonly operations: readonly FileOperation[];
  readonly skipped: readonly Skipped[];
}

export interface ApplyResult {
  /** Images and other files that moved; sidecars and folders are not counted. */
  readonly applied: number;
  readonly skipped: readonly Skipped[];
  readonly moved: readonly MovedFile[];
  /** Undefined when nothing was to be done and the journal was not touched. */
  readonly journalId: string | undefined;
  readonly cancelled: boolean;
}

export interface UndoResult {
  /** Files put back; sidecars and folders are not counted. */
  readonly undone: number;
  readonly conflicts: readonly Skipped[];
  readonly moved: readonly MovedFile[];
  /** The apply that was undone; undefined when there is none. */
  readonly undoes: string | undefined;
  readonly journalId: string | undefined;
  readonly cancelled: boolean;
}

export interface RestoreResult {
  /** Path below the dataset where the file stands now. */
  readonly restored: string | undefined;
  readonly conflicts: readonly Skipped[];
}

export interface RestoreAllResult {
  /** `from` is undefined: the files were outside the dataset. Sidecars included, each after its image. */
  readonly moved: readonly MovedFile[];
  readonly conflicts: readonly Skipped[];
  readonly cancelled: boolean;
}

export interface TrashSize {
  readonly files: number;
  readonly bytes: number;
}

export interface EmptyTrashResult extends TrashSize {
  readonly skipped: readonly Skipped[];
  readonly cancelled: boolean;
}
