import { groupings, type Grouping, type SortKey } from '../../src/protocol/dataset';
import { vscode } from '../vscodeApi';

/** What a reload of the page brings back: where the user was, never data. */
export interface SavedState {
  readonly dataset: string;
  readonly query: string;
  readonly sort: SortKey;
  readonly group: Grouping;
  readonly zoom: number;
  readonly showNames: boolean;
  readonly showsExif: boolean;
  readonly isRailFolded: boolean;
  readonly isInspectorFolded: boolean;
  /** The focused image: its row number holds while the dataset is open, its place is the next best. */
  readonly focusRow: number;
  readonly focusPosition: number;
  /** The item at the top of the viewport. */
  readonly topPosition: number;
}

const sorts: readonly SortKey[] = ['suspicion', 'margin', 'loss', 'confidence', 'reject', 'name'];

/** The saved state, if it belongs to this dataset; it may have been written by another version of the page. */
export function readSavedState(dataset: string): Partial<SavedState> {
  const state = vscode.getState();
  if (typeof state !== 'object' || state === null || !('dataset' in state) || state.dataset !== dataset) return {};
  const fields = new Map<string, unknown>(Object.entries(state));
  const number = (name: string) => {
    const value = fields.get(name);
    return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
  };
  const query = fields.get('query');
  return {
    query: typeof query === 'string' ? query : undefined,
    sort: sorts.find((sort) => sort === fields.get('sort')),
    group: groupings.find((group) => group === fields.get('group')),
    showNames: fields.get('showNames') === true,
    showsExif: fields.get('showsExif') === true,
    isRailFolded: fields.get('isRailFolded') === true,
    isInspectorFolded: fields.get('isInspectorFolded') === true,
    zoom: number('zoom'),
    focusRow: number('focusRow'),
    focusPosition: number('focusPosition'),
    topPosition: number('topPosition'),
  };
}

export function writeSavedState(state: SavedState): void {
  vscode.setState(state);
}
