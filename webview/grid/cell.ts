import { decisionCodes } from '../../src/core/decisions/decision';
import type { Images } from '../state/images';
import type { Page } from '../state/page';
import type { Picture } from '../state/thumbnails';
import { formatShare, shown, t } from '../strings';
import { cellLabel } from './cellLabel';
import { fileName } from '../fileName';

let cells = 0;

/** The glyph of each decision, so that no state is told by colour alone. */
const badges: Readonly<Record<number, { readonly icon: string; readonly state: string }>> = {
  [decisionCodes.keep]: { icon: 'check', state: 'keep' },
  [decisionCodes.relabel]: { icon: 'edit', state: 'relabel' },
  [decisionCodes.delete]: { icon: 'close', state: 'delete' },
  [decisionCodes['set-aside']]: { icon: 'arrow-right', state: 'set-aside' },
  [decisionCodes.convert]: { icon: 'file-media', state: 'convert' },
  [decisionCodes.rename]: { icon: 'whole-word', state: 'rename' },
  [decisionCodes.restore]: { icon: 'discard', state: 'restore' },
  [decisionCodes.split]: { icon: 'split-horizontal', state: 'split' },
};

function child(parent: HTMLElement, tag: 'div' | 'span', className: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  parent.append(element);
  return element;
}

/** One cell of the grid, bound to one image after another. It touches the document only where something changed. */
export class Cell {
  readonly element = document.createElement('div');
  position = -1;
  row = -1;
  private readonly spoken = child(this.element, 'span', 'for-readers');
  private readonly frame = child(this.element, 'div', 'picture');
  private readonly badge = child(this.element, 'div', 'badge');
  private readonly badgeIcon = child(this.badge, 'span', 'codicon');
  private readonly badgeText = child(this.badge, 'span', 'badge-text');
  private readonly line = child(this.element, 'div', 'line');
  private readonly flag = child(this.line, 'span', 'flag codicon codicon-warning');
  private readonly label = child(this.line, 'span', 'label');
  private readonly confidence = child(this.line, 'span', 'confidence');
  private readonly name = child(this.element, 'div', 'name');
  private shown: Picture | string | undefined;

  constructor() {
    this.element.id = `cell-${cells++}`;
    this.element.setAttribute('role', 'gridcell');
    this.element.className = 'cell';
    // All this is in what is spoken.
    for (const part of [this.frame, this.badge, this.line, this.name]) part.setAttribute('aria-hidden', 'true');
  }

  /** Shows the image at a position of the view; -1 hides the cell. */
  bind(page: Page, position: number, column: number): void {
    this.position = position;
    this.row = position < 0 ? -1 : page.shown.view.rowAt(position);
    this.element.hidden = position < 0;
    setAttribute(this.element, 'aria-colindex', `${column + 1}`);
    this.update(page);
  }

  update(page: Page): void {
    if (this.row < 0) return;
    const { table } = page.images;
    const { row } = this;
    const code = table.decisionCode(row);
    // What is right for its label may still be asked about as a copy: there it is not shown as settled.
    const isUndecided = code === decisionCodes.none || (code === decisionCodes.keep && page.decisions.isUndecided(row));
    const isSuspicious = table.hasFlag(row, 'suspicious') && isUndecided;
    const isSelected = page.selection.has(row);
    let className = 'cell';
    if (this.position === page.shown.focusPosition) className += ' is-focused';
    if (isSelected) className += ' is-selected';
    if (!isUndecided) className += ` is-decided is-${badges[code].state}`;
    if (isSuspicious) className += ' is-suspicious';
    if (this.element.className !== className) this.element.className = className;
    setAttribute(this.element, 'aria-selected', isSelected ? 'true' : 'false');

    this.showPicture(page);
    if (!isUndecided) {
      const icon = `codicon codicon-${badges[code].icon}`;
      if (this.badgeIcon.className !== icon) this.badgeIcon.className = icon;
      setText(this.badgeText, badgeText(page.images, row));
    }
    const predicted = table.predictedName(row);
    const differs = predicted !== undefined && !table.agrees(row);
    const note = page.shown.collection?.noteOf?.(row);
    setText(this.label, note ?? (differs ? shown(predicted) : ''));
    setText(this.confidence, differs && note === undefined ? formatShare(table.confidenceOf(row)) : '');
    this.flag.hidden = !isSuspicious;
    setText(this.name, page.appearance.showNames ? shown(fileName(table.path(row) ?? '')) : '');
    setText(this.spoken, cellLabel(page, row));
  }

  private showPicture(page: Page): void {
    const { table, thumbnails } = page.images;
    const { row } = this;
    const problem = table.hasFlag(row, 'missing')
      ? t('missing')
      : table.hasFlag(row, 'unreadable')
        ? t('unreadable')
        : undefined;
    const content = thumbnails.picture(row) ?? problem;
    if (content === this.shown && (typeof content !== 'object' || content.parentNode === this.frame)) return;
    this.shown = content;
    if (content === undefined) this.frame.replaceChildren();
    else if (typeof content === 'object') this.frame.replaceChildren(content);
    else {
      this.frame.replaceChildren();
      const problemElement = child(this.frame, 'span', 'problem');
      child(problemElement, 'span', 'codicon codicon-warning');
      child(problemElement, 'span', '').textContent = content;
    }
  }
}

/** The new label, where the image gets one. */
function badgeText({ table }: Images, row: number): string {
  const target = table.targetName(row);
  switch (table.decisionCode(row)) {
    case decisionCodes.relabel:
      return shown(target ?? t('unsorted'));
    case decisionCodes.convert:
    case decisionCodes.rename:
      return target === undefined || target === table.givenName(row) ? '' : shown(target);
    case decisionCodes.split:
      return String(table.partsOf(row));
    default:
      return '';
  }
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function setAttribute(element: HTMLElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
