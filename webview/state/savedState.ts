import type { SortKey } from '../../src/protocol/dataset';
import { vscode } from '../vscodeApi';
import type { Grouping } from './imageView';

/** What a reload of the page brings back: where the user was, never data. */
export interface SavedState {
  readonly dataset: string;
  readonly query: string;
  readonly sort: SortKey;
  readonly group: Grouping;
  readonly zoom: number;
  readonly showNames: boolean;
  /** The focused image: its row number holds while the dataset is open, its place is the next best. */
  readonly focusRow: number;
  readonly focusPosition: number;
  /** The item at the top of the viewport. */
  readonly topPosition: number;
}

/** The saved state, if it belongs to this dataset. It was written by this page, perhaps by an older version of it. */
export function readSavedState(dataset: string): Partial<SavedState> | undefined {
  const state = vscode.getState();
  if (typeof state !== 'object' || state === null || !('dataset' in state) || state.dataset !== dataset) return undefined;
  return state;
}

export function writeSavedState(state: SavedState): void {
  vscode.setState(state);
}
