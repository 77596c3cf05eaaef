import {
  addPart,
  changeSelected,
  cutSelected,
  labelSelected,
  mergeSelected,
  moveSelected,
  removeSelected,
  rotateSelected,
  select,
  stepFrom,
  type SheetParts,
} from '../../src/core/collage/sheetParts';
import { leastSide } from '../../src/core/collage/partGeometry';
import type { SheetPart } from '../../src/core/collage/splitDecision';
import type { Page } from '../state/page';
import { t } from '../strings';
import type { SheetSurface } from './sheetSurface';

const arrows: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Pixels of the screen by which an arrow moves the sheet where no box is selected. */
const panBy = 64;

/** What a key does on the sheet; true when it did something. `isOnSheet`: the boxes have the focus, not a control. */
export function pressOnSheet(event: KeyboardEvent, page: Page, surface: SheetSurface, isOnSheet: boolean): boolean {
  const { collage: editor } = page;
  if (event.isComposing || event.altKey) return false;
  const control = event.ctrlKey || event.metaKey;
  const { key } = event;
  const arrow = arrows[key];
  if (arrow && isOnSheet) return pressArrow(arrow, event.shiftKey, control ? 10 : 1, page, surface);
  if (key === 'Tab' && isOnSheet && !control) return tab(event.shiftKey ? -1 : 1, page, surface);
  if (control) {
    if (key.toLowerCase() !== 'a' || !isOnSheet) return false;
    show(page, select(editor.parts, editor.parts.parts));
    // VS Code would go on to select the words of the page below.
    event.stopPropagation();
    return true;
  }
  const change = changes[key] ?? changes[key.toLowerCase()];
  if (change && isOnSheet) {
    const next = change(editor.parts, event.shiftKey);
    if (next !== editor.parts) editor.edit(next, key.toLowerCase() === 'q' || key.toLowerCase() === 'e');
    if (next !== editor.parts || editor.parts.selected.size > 0) describe(page);
    return true;
  }
  const action = actions[key] ?? actions[key.toLowerCase()];
  if (!action || (key === 'Enter' && !isOnSheet) || (key === ' ' && !isOnSheet)) return digit(key, page, isOnSheet);
  action(page, surface);
  return true;
}

const changes: Readonly<Record<string, (parts: SheetParts, isLarge: boolean) => SheetParts>> = {
  Delete: removeSelected,
  Backspace: removeSelected,
  x: removeSelected,
  m: mergeSelected,
  h: (parts) => cutSelected(parts, 'x'),
  v: (parts) => cutSelected(parts, 'y'),
  e: (parts, isLarge) => rotateSelected(parts, isLarge ? 15 : 1),
  q: (parts, isLarge) => rotateSelected(parts, isLarge ? -15 : -1),
};

const actions: Readonly<Record<string, (page: Page, surface: SheetSurface) => void>> = {
  Enter: ({ collage }) => collage.accept(),
  PageDown: ({ collage }) => collage.step(1),
  PageUp: ({ collage }) => collage.step(-1),
  '+': (_page, surface) => surface.zoom(1),
  '=': (_page, surface) => surface.zoom(1),
  '-': (_page, surface) => surface.zoom(-1),
  '.': (_page, surface) => surface.fit(),
  '?': (page) => page.overlays.openDialog('help'),
  c: (page) => pickClass(page),
  u: ({ collage }) => collage.clear(),
  n: (page, surface) => addInSight(page, surface),
  l: ({ collage }) => {
    collage.isCutting = !collage.isCutting;
    collage.changed.emit('sheet');
  },
};

/** Gives the selected boxes, or all where none is, a class. */
export function pickClass(page: Page): void {
  const { collage: editor } = page;
  const { selected, parts } = editor.parts;
  if (!editor.mayEdit() || parts.length === 0) return;
  const targets = selected.size > 0 ? [...selected] : parts;
  page.overlays.pickClass({
    heading: targets.length === 1 ? t('Class of 1 Box') : t('Class of {0} Boxes', targets.length),
    take: (name) => {
      const labelled = labelSelected(select(editor.parts, targets), name);
      // Where none was selected none is: Tab would go past the last of them, to the settings.
      editor.edit(selected.size > 0 ? labelled : select(labelled, []));
    },
  });
}

/** A new box in the middle of what is seen, for the keys to move and resize. */
export function addInSight(page: Page, surface: SheetSurface): void {
  const { collage: editor } = page;
  const { size } = editor;
  if (!size) return;
  const { seen } = surface;
  const side = Math.max(leastSide, Math.round(Math.min(seen.width, seen.height, size.width, size.height) / 5));
  const within = (at: number, most: number): number => Math.max(0, Math.min(most - side, Math.round(at - side / 2)));
  const x = within(seen.x + seen.width / 2, size.width);
  const y = within(seen.y + seen.height / 2, size.height);
  editor.edit(addPart(editor.parts, { x, y, width: side, height: side }));
  surface.focus();
  describe(page);
}

function pressArrow(
  { x, y }: { readonly x: number; readonly y: number },
  isResize: boolean,
  by: number,
  page: Page,
  surface: SheetSurface,
): boolean {
  const { collage: editor } = page;
  const { parts, size } = editor;
  if (!size) return false;
  if (parts.selected.size === 0) {
    surface.pan(-x * panBy, -y * panBy);
    return true;
  }
  const next = isResize
    ? changeSelected(parts, (part) => grow(part, x * by, y * by))
    : moveSelected(parts, x * by, y * by, size);
  editor.edit(next, true);
  const [first] = editor.parts.selected;
  if (first) surface.reveal(first);
  describe(page);
  return true;
}

/** Moves the right and the lower side. */
function grow(part: SheetPart, dx: number, dy: number): SheetPart {
  return { ...part, width: Math.max(leastSide, part.width + dx), height: Math.max(leastSide, part.height + dy) };
}

/** Tab goes from box to box and, past the last one, to the controls. */
function tab(by: 1 | -1, page: Page, surface: SheetSurface): boolean {
  const { parts } = page.collage;
  const at = parts.parts.findLastIndex((part) => parts.selected.has(part));
  const isLast = parts.parts.length === 0 || (by > 0 ? at === parts.parts.length - 1 : at === 0);
  const next = stepFrom(parts, by);
  if (isLast || !next) return false;
  show(page, select(parts, [next]));
  surface.reveal(next);
  return true;
}

function digit(key: string, page: Page, isOnSheet: boolean): boolean {
  const { collage: editor } = page;
  if (!isOnSheet || !/^\d$/.test(key) || editor.parts.selected.size === 0) return false;
  const pinned = page.summary.classes.find((one) => one.digit === Number(key));
  if (pinned) editor.edit(labelSelected(editor.parts, pinned.name));
  else page.say('info', t('No class is pinned to {0}. Press c to pick one.', key));
  return true;
}

function show(page: Page, parts: SheetParts): void {
  page.collage.show(parts);
  describe(page);
}

/** Says to screen readers what is selected. */
function describe(page: Page): void {
  const { parts, selected } = page.collage.parts;
  const [part] = selected;
  if (!part) page.announced.emit(t('{0} boxes, none selected', parts.length));
  else if (selected.size > 1) page.announced.emit(t('{0} of {1} boxes selected', selected.size, parts.length));
  else page.announced.emit(partInWords(part, parts.indexOf(part) + 1, parts.length));
}

export function partInWords({ x, y, width, height, angle, label }: SheetPart, number: number, count: number): string {
  const where = t('Box {0} of {1}, {2} by {3} pixels', number, count, Math.round(width), Math.round(height));
  const place = t('at {0}, {1}', Math.round(x), Math.round(y));
  const turned = angle ? [t('turned by {0} degrees', Math.round(angle))] : [];
  return [where, place, ...turned, ...(label === undefined ? [] : [label || t('unsorted')])].join(', ');
}
