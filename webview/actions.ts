import type { Decision } from '../src/core/decisions/decision';
import { itemsOfRow, moveByRows, placeOf } from '../src/core/gridLayout';
import { labelActions, movements, type Movement } from '../src/core/keys';
import { LikeTheseCollection } from './collections/likeThese';
import { SheetsCollection } from './collections/sheetsCollection';
import { sortPile } from './collections/sortPile';
import { SpotCheckCollection } from './collections/spotCheckCollection';
import { beginComparison } from './compare/compareImages';
import { pan, runInComparison } from './compare/comparisonActions';
import type { GridElement } from './grid/gridElement';
import { garbageClass } from './state/garbage';
import type { Page } from './state/page';
import { clearSelection, selectAll, toggleGroup, toggleSelected } from './state/selecting';
import { beginPass, goOn } from './state/pass';
import { t } from './strings';

/** What the elements offer to the keys. */
export interface Surroundings {
  readonly page: Page;
  readonly grid: GridElement;
  readonly focusQuery: () => void;
  readonly focusImages: () => void;
  /** Magnifies the loupe; does nothing while it is closed. */
  readonly zoomLoupe: (steps: number) => void;
  /** Moves the magnified picture by parts of its place. */
  readonly panLoupe: (dx: number, dy: number) => void;
  /** The same for the pictures that are compared. */
  readonly zoomComparison: (steps: number) => void;
  readonly panComparison: (dx: number, dy: number) => void;
  /** How many images stand beside each other in a row of the comparison. */
  readonly comparisonColumns: () => number;
}

/** More than these say nothing more of what is wanted. */
const mostReferences = 1000;

/** Carries out an action by its name; false where there is no such action. */
export function runAction(action: string, extend: boolean, around: Surroundings): boolean {
  const { page } = around;
  if (page.shown.reordering) {
    void page.shown.reordering.then(() => runAction(action, extend, around));
    return true;
  }
  if (page.shown.comparison && runInComparison(action, extend, page.shown.comparison, around)) return true;
  const movement = movements.find((m) => m === action);
  if (movement) {
    if (extend && page.overlays.isLoupeOpen) pan(movement, around.panLoupe);
    else page.shown.focus(destination(movement, around), { extend });
    return true;
  }
  const digit = labelActions.findIndex((label) => label === action);
  if (digit >= 0) {
    labelWithDigit((digit + 1) % 10, page);
    return true;
  }
  const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
  run?.(around);
  return run !== undefined;
}

const actions: Readonly<Record<string, (around: Surroundings) => void>> = {
  selectAll: ({ page }) => selectAll(page),
  selectGroup: ({ page }) => toggleGroup(page, page.shown.focusPosition),
  accept: ({ page }) => decideAndGoOn(page, () => page.decisions.accept(), true),
  keepVisible,
  pickClass: ({ page }) => page.overlays.openDialog('classes'),
  keep: ({ page }) => decide(page, { kind: 'keep' }),
  moreLike: ({ page }) => void LikeTheseCollection.open(page),
  dismiss: ({ page }) => decideAndGoOn(page, () => page.decisions.dismiss(), true),
  garbage: ({ page }) => decide(page, { kind: 'relabel', to: garbageClass(page) }),
  acceptAll: ({ page }) => {
    if (page.shown.collection?.acceptAll) void page.shown.collection.acceptAll(page);
    else page.say('info', t('Nothing is proposed as a whole here: p proposes classes for unsorted images.'));
  },
  sortPile: ({ page }) => void sortPile(page),
  spotCheck: ({ page }) => void SpotCheckCollection.open(page),
  delete: ({ page }) => decide(page, { kind: 'delete' }),
  setAside: ({ page }) => decide(page, { kind: 'set-aside' }),
  convertToPng: ({ page }) => decide(page, { kind: 'convert', format: 'png' }),
  convertToJpeg: ({ page }) => decide(page, { kind: 'convert', format: 'jpeg' }),
  clear: ({ page }) => void page.decisions.decide(null),
  select: ({ page }) =>
    page.overlays.isLoupeOpen ? page.overlays.setLoupe(false) : toggleSelected(page, page.shown.focusPosition),
  map: ({ page }) => page.overlays.setMap(true),
  loupe: ({ page }) => page.overlays.setLoupe(!page.overlays.isLoupeOpen),
  compare: ({ page }) => beginComparison(page),
  zoomIn: ({ page, zoomLoupe }) =>
    page.overlays.isLoupeOpen ? zoomLoupe(1) : page.appearance.setZoom(page.appearance.zoom + 1),
  zoomOut: ({ page, zoomLoupe }) =>
    page.overlays.isLoupeOpen ? zoomLoupe(-1) : page.appearance.setZoom(page.appearance.zoom - 1),
  reorder: ({ page }) => void beginPass(page),
  showSourceSheet: ({ page }) => page.shown.focusRow >= 0 && page.overlays.openDialog('source'),
  useAsReference: ({ page }) => {
    const rows = page.selection.size > 0 ? page.selection.toArray() : Uint32Array.of(page.shown.focusRow);
    if (page.shown.focusRow < 0) return page.say('info', t('Select one or several good images first.'));
    if (rows.length > mostReferences)
      return page.say(
        'info',
        t('{0} images are too many for a reference: select at most {1}.', rows.length, mostReferences),
      );
    void page.reference.begin(rows);
    page.overlays.openDialog('reference');
  },
  showReference: ({ page }) => {
    void page.reference.look();
    page.overlays.openDialog('reference');
  },
  splitCollages: ({ page }) => void SheetsCollection.open(page),
  query: ({ focusQuery }) => focusQuery(),
  apply: ({ page }) => page.overlays.openDialog('apply'),
  trainCnn: ({ page }) => page.overlays.openDialog('training'),
  help: ({ page }) => page.overlays.openDialog(page.overlays.dialog === 'help' ? 'none' : 'help'),
  revealInExplorer: ({ page }) => page.command('revealInExplorer', page.shown.focusRow),
  escape: ({ page, focusImages }) => {
    if (page.overlays.isLoupeOpen) page.overlays.setLoupe(false);
    else if (page.panels.isOpen('rail')) page.panels.close('rail');
    else if (page.panels.isOpen('inspector')) page.panels.close('inspector');
    else if (page.overlays.mapPlace === 'over') page.overlays.setMap(false);
    else if (page.selection.size > 0) clearSelection(page);
    else if (page.message) page.dismissMessage();
    else if (page.shown.collection) {
      void page.shown.backToQuery();
      focusImages();
    }
  },
};

function destination(movement: Movement, { page, grid }: Surroundings): number {
  const layout = grid.currentLayout;
  const at = Math.max(0, page.shown.focusPosition);
  if (layout.items === 0) return 0;
  if (page.overlays.isLoupeOpen && movement === 'moveUp') return at - 1;
  if (page.overlays.isLoupeOpen && movement === 'moveDown') return at + 1;
  switch (movement) {
    case 'moveLeft':
      return at - 1;
    case 'moveRight':
      return at + 1;
    case 'moveUp':
      return moveByRows(layout, at, -1);
    case 'moveDown':
      return moveByRows(layout, at, 1);
    case 'rowStart':
      return itemsOfRow(layout, placeOf(layout, at).row).first;
    case 'rowEnd':
      return itemsOfRow(layout, placeOf(layout, at).row).end - 1;
    case 'pageUp':
      return moveByRows(layout, at, -grid.rowsPerPage);
    case 'pageDown':
      return moveByRows(layout, at, grid.rowsPerPage);
    case 'first':
      return 0;
    case 'last':
      return page.shown.total - 1;
  }
}

/** In the grid a decision stays; in the loupe and where a pile is sorted it goes on, unless several are selected. */
export function decide(page: Page, decision: Decision): void {
  decideAndGoOn(
    page,
    () => page.decisions.decide(decision),
    page.overlays.isLoupeOpen || page.shown.collection?.goesOn === true,
  );
}

function decideAndGoOn(page: Page, make: () => Promise<void>, goesOn: boolean): void {
  const isOne = page.selection.size <= 1;
  void make();
  // A sheet that opened is what is decided on now.
  if (goesOn && isOne && !page.shown.comparison && !page.collage.isOpen && page.mayChange) {
    page.selection.clear();
    void goOn(page, page.shown.focusPosition);
  }
}

function keepVisible({ page, grid }: Surroundings): void {
  const { first, end } = grid.whollyVisible;
  const rows = page.shown.view.order
    .subarray(first, end)
    .filter((row) => page.images.table.isKnown(row) && page.decisions.isUndecided(row))
    // Asked about as copies, they may have a new label, which a keep would take back.
    .filter((row) => page.images.table.targetName(row) === undefined || !page.images.table.isDecided(row));
  if (rows.length > 0) void page.decisions.decide({ kind: 'keep' }, rows);
  page.selection.clear();
  if (page.mayChange) void goOn(page, end - 1);
}

function labelWithDigit(digit: number, page: Page): void {
  const pinned = page.summary.classes.find((one) => one.digit === digit);
  if (pinned) decide(page, { kind: 'relabel', to: pinned.name });
  else page.say('info', t('No class is pinned to {0}. Press c to pick one.', digit));
}
