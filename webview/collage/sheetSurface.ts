import { messageOf } from '../../src/core/messageOf';
import { handles, resizeBox, rotateBox, toBox, type Handle, type Point } from '../../src/core/collage/partGeometry';
import {
  addPart,
  changeSelected,
  cutSelected,
  moveSelected,
  partAt,
  partsIn,
  select,
  type SheetParts,
} from '../../src/core/collage/sheetParts';
import type { SheetPart } from '../../src/core/collage/splitDecision';
import type { Box } from '../../src/core/boxes';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import { isCancelled } from '../messages';
import type { Page } from '../state/page';
import { drawSheet, handlePoints, handleSize, type Drawn, type SheetColours } from './drawSheet';
import type { SheetEditor } from './sheetEditor';
import { Viewport } from './viewport';

/** Screen pixels that a hand trembles without meaning to drag. */
const tremble = 4;
/** Longest side of the picture at first, and once it is magnified. */
const pictureSides = [2048, 6144] as const;

type Drag =
  | { readonly kind: 'new' | 'band' | 'line'; readonly from: Point; to: Point; readonly before: SheetParts }
  | { readonly kind: 'move'; readonly from: Point; to: Point; readonly before: SheetParts }
  | { readonly kind: 'resize'; readonly handle: Handle; readonly before: SheetParts; to: Point; readonly from: Point }
  | { readonly kind: 'turn'; readonly before: SheetParts; to: Point; readonly from: Point }
  | { readonly kind: 'pan'; to: Point; readonly from: Point };

/** The sheet with its boxes on a canvas, and the hand on it. */
export class SheetSurface extends HTMLElement {
  readonly view = new Viewport();
  private readonly canvas = document.createElement('canvas');
  private page: Page | undefined;
  private picture: HTMLImageElement | undefined;
  private pictureOf = -1;
  private loadedSide = 0;
  private cancel: CancellationTokenSource | undefined;
  private drag: Drag | undefined;
  private isPanning = false;
  private frame: number | undefined;
  private colours: SheetColours | undefined;
  private readonly stops: (() => void)[] = [];
  private readonly resizes = new ResizeObserver(() => this.resize());
  private readonly themes = new MutationObserver(() => {
    this.colours = undefined;
    this.draw();
  });

  attach(page: Page): void {
    if (this.page === page) return;
    this.page = page;
    this.canvas.setAttribute('aria-hidden', 'true');
    this.append(this.canvas);
    this.resizes.observe(this);
    this.themes.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    this.stops.push(page.collage.changed.on(() => this.update()));
    this.addEventListener('pointerdown', (event) => this.press(event));
    this.addEventListener('pointermove', (event) => this.moveTo(event));
    this.addEventListener('pointerup', (event) => this.release(event));
    this.addEventListener('pointercancel', () => this.abandon());
    this.addEventListener('wheel', (event) => this.turnWheel(event), { passive: false });
    this.update();
  }

  disconnectedCallback(): void {
    this.resizes.disconnect();
    this.themes.disconnect();
    for (const stop of this.stops.splice(0)) stop();
    this.cancel?.cancel();
  }

  /** Space is held: the hand moves the sheet. */
  setPanning(isPanning: boolean): void {
    this.isPanning = isPanning;
    this.classList.toggle('is-panning', isPanning);
  }

  /** Gives a drag up; true when there was one. */
  abandon(): boolean {
    const { drag } = this;
    this.drag = undefined;
    if (!drag) return false;
    if ('before' in drag) this.editor.show(drag.before);
    return true;
  }

  zoom(steps: number, about?: Point): void {
    const { size } = this.editor;
    if (!size) return;
    this.view.zoom(steps, size, about);
    this.draw();
    void this.loadPicture();
  }

  fit(): void {
    if (this.editor.size) this.view.fit(this.editor.size);
    this.draw();
  }

  pan(dx: number, dy: number): void {
    if (this.editor.size) this.view.pan(dx, dy, this.editor.size);
    this.draw();
  }

  /** Brings the selected part into sight. */
  reveal(part: SheetPart): void {
    const { size } = this.editor;
    if (size) this.view.reveal({ x: part.x + part.width / 2, y: part.y + part.height / 2 }, size);
    this.draw();
  }

  /** The middle of what is seen, and how much is, in pixels of the sheet. */
  get seen(): Box {
    const a = this.view.toSheet({ x: 0, y: 0 });
    const b = this.view.toSheet({ x: this.clientWidth, y: this.clientHeight });
    return { x: a.x, y: a.y, width: b.x - a.x, height: b.y - a.y };
  }

  private get editor(): SheetEditor {
    if (!this.page) throw new Error('The surface is not attached.');
    return this.page.collage;
  }

  private update(): void {
    const { row, size } = this.editor;
    if (row !== this.pictureOf) {
      this.pictureOf = row;
      this.picture = undefined;
      this.loadedSide = 0;
      this.view.isFitted = true;
      void this.loadPicture();
    }
    if (size) this.view.resize({ width: this.clientWidth, height: this.clientHeight }, size);
    this.draw();
  }

  private resize(): void {
    const ratio = devicePixelRatio;
    this.canvas.width = Math.max(1, Math.round(this.clientWidth * ratio));
    this.canvas.height = Math.max(1, Math.round(this.clientHeight * ratio));
    if (this.page && this.editor.size)
      this.view.resize({ width: this.clientWidth, height: this.clientHeight }, this.editor.size);
    this.draw();
  }

  private async loadPicture(): Promise<void> {
    const { page, pictureOf: row } = this;
    const { size } = this.editor;
    if (!page || row < 0) return;
    const wanted = size ? Math.max(size.width, size.height) * this.view.scale * devicePixelRatio : 0;
    const side = wanted > pictureSides[0] ? pictureSides[1] : pictureSides[0];
    if (side <= this.loadedSide) return;
    this.loadedSide = side;
    this.cancel?.cancel();
    this.cancel = new CancellationTokenSource();
    try {
      const address = await page.images.previews.address(row, side, this.cancel);
      if (address === undefined || row !== this.pictureOf) return;
      const picture = new Image();
      picture.src = address;
      await picture.decode();
      if (row === this.pictureOf) this.picture = picture;
      this.draw();
    } catch (error) {
      if (row === this.pictureOf && !isCancelled(error)) page.say('error', messageOf(error));
    }
  }

  private draw(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.paint();
    });
  }

  private paint(): void {
    const context = this.canvas.getContext('2d');
    if (!context || !this.page) return;
    const { size, parts, options } = this.editor;
    if (!size) return context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.colours ??= readColours(this);
    const drawn: Drawn = {
      picture: this.picture,
      parts,
      padding: options.cut.padding,
      sheet: size,
      stroke: this.stroke,
    };
    drawSheet(context, this.view, drawn, this.colours, devicePixelRatio);
  }

  private get stroke(): Drawn['stroke'] {
    const { drag } = this;
    if (drag?.kind === 'new') return { ...drag, kind: 'box' };
    return drag?.kind === 'band' || drag?.kind === 'line' ? { ...drag, kind: drag.kind } : undefined;
  }

  // ---- The hand

  private press(event: PointerEvent): void {
    const { editor } = this;
    if (!editor.size || event.button > 1) return;
    event.preventDefault();
    this.focus();
    this.setPointerCapture(event.pointerId);
    const screen = this.pointOf(event);
    const from = this.view.toSheet(screen);
    const before = editor.parts;
    if (event.button === 1 || this.isPanning) {
      this.drag = { kind: 'pan', from: screen, to: screen };
      return;
    }
    if (editor.isCutting) {
      this.drag = { kind: 'line', from, to: from, before };
      return;
    }
    const handle = this.handleAt(screen);
    if (handle !== undefined) {
      this.drag =
        handle === 'turn'
          ? { kind: 'turn', from, to: from, before }
          : { kind: 'resize', handle, from, to: from, before };
      return;
    }
    const adds = event.shiftKey || event.ctrlKey || event.metaKey;
    const part = partAt(before, from, 2 / this.view.scale);
    if (!part) {
      this.drag = { kind: adds ? 'band' : 'new', from, to: from, before };
      return;
    }
    const selected = new Set(before.selected);
    if (adds && selected.has(part)) selected.delete(part);
    else if (adds) selected.add(part);
    const next = adds ? select(before, selected) : before.selected.has(part) ? before : select(before, [part]);
    editor.show(next);
    this.drag = { kind: 'move', from, to: from, before: next };
  }

  private moveTo(event: PointerEvent): void {
    const { drag, editor } = this;
    const screen = this.pointOf(event);
    if (!drag) {
      this.style.cursor = this.cursorAt(screen);
      return;
    }
    if (drag.kind === 'pan') {
      this.pan(screen.x - drag.to.x, screen.y - drag.to.y);
      drag.to = screen;
      return;
    }
    drag.to = this.view.toSheet(screen);
    const isMeant = this.isMeant(drag);
    if (isMeant && (drag.kind === 'move' || drag.kind === 'resize' || drag.kind === 'turn'))
      editor.show(this.result(drag));
    this.draw();
  }

  private release(event: PointerEvent): void {
    const { drag, editor } = this;
    this.drag = undefined;
    if (this.hasPointerCapture(event.pointerId)) this.releasePointerCapture(event.pointerId);
    if (!drag || drag.kind === 'pan') return;
    if (!this.isMeant(drag)) {
      if (drag.kind === 'new') editor.show(select(drag.before, []));
      this.draw();
      return;
    }
    if (drag.kind === 'band') editor.show(this.result(drag));
    else if (editor.mayEdit()) editor.edit(this.result(drag));
    else editor.show(drag.before);
    this.draw();
  }

  private isMeant({ from, to }: { from: Point; to: Point }): boolean {
    return Math.hypot(to.x - from.x, to.y - from.y) * this.view.scale >= tremble;
  }

  /** The parts as a drag would leave them. */
  private result(drag: Exclude<Drag, { kind: 'pan' }>): SheetParts {
    const { from, to, before } = drag;
    const sheet = this.editor.size;
    if (!sheet) return before;
    switch (drag.kind) {
      case 'move':
        return moveSelected(before, to.x - from.x, to.y - from.y, sheet);
      case 'resize':
        return changeSelected(before, (part) => resizeBox(part, drag.handle, to, sheet));
      case 'turn':
        return changeSelected(before, (part) => {
          const { angle: _before, ...upright } = part;
          const at = toBox(to, upright);
          const degrees = Math.round((Math.atan2(at.y, at.x) * 180) / Math.PI + 90);
          return rotateBox<SheetPart>(upright, degrees);
        });
      case 'new':
        return addPart(before, rectangle(from, to, sheet));
      case 'band':
        return select(before, [...before.selected, ...partsIn(before, rectangle(from, to))]);
      case 'line':
        return cutAlong(before, from, to);
    }
  }

  private handleAt(screen: Point): Handle | 'turn' | undefined {
    const { selected } = this.editor.parts;
    if (selected.size !== 1) return undefined;
    const [part] = selected;
    const at = handlePoints(part, this.view).findIndex(
      ({ x, y }) => Math.abs(x - screen.x) <= handleSize && Math.abs(y - screen.y) <= handleSize,
    );
    return at < 0 ? undefined : (handles[at] ?? 'turn');
  }

  private cursorAt(screen: Point): string {
    const { editor } = this;
    if (this.isPanning) return 'grab';
    if (editor.isCutting || !editor.size) return 'crosshair';
    const handle = this.handleAt(screen);
    if (handle === 'turn') return 'alias';
    if (handle !== undefined) return `${handle}-resize`;
    return partAt(editor.parts, this.view.toSheet(screen), 2 / this.view.scale) ? 'move' : 'crosshair';
  }

  private turnWheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.ctrlKey || this.view.isFitted) this.zoom(-Math.sign(event.deltaY), this.pointOf(event));
    else if (event.shiftKey) this.pan(-event.deltaY, 0);
    else this.pan(-event.deltaX, -event.deltaY);
  }

  private pointOf(event: MouseEvent): Point {
    const { left, top } = this.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }
}

/** Cuts every part that a line crosses, where it crosses it, across the side that it is nearer to. */
function cutAlong(before: SheetParts, from: Point, to: Point): SheetParts {
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const part = partAt(before, middle, 0) ?? [...before.selected][0];
  if (!part) return before;
  const [a, b, m] = [toBox(from, part), toBox(to, part), toBox(middle, part)];
  const axis = Math.abs(b.x - a.x) < Math.abs(b.y - a.y) ? 'x' : 'y';
  const share = axis === 'x' ? m.x / part.width + 0.5 : m.y / part.height + 0.5;
  return share > 0 && share < 1 ? cutSelected(select(before, [part]), axis, share) : before;
}

function rectangle(a: Point, b: Point, sheet?: { width: number; height: number }): Box {
  const clamp = (value: number, most: number | undefined): number =>
    most === undefined ? value : Math.max(0, Math.min(most, value));
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)].map((x) => clamp(x, sheet?.width));
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)].map((y) => clamp(y, sheet?.height));
  return { x: left, y: top, width: Math.max(2, right - left), height: Math.max(2, bottom - top) };
}

function readColours(element: HTMLElement): SheetColours {
  const style = getComputedStyle(element);
  const colour = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  const foreground = colour('--vscode-foreground', 'CanvasText');
  const background = colour('--vscode-editor-background', 'Canvas');
  return {
    box: colour('--vscode-charts-blue', foreground),
    selected: colour('--vscode-focusBorder', foreground),
    text: foreground,
    plate: background,
    paper: background,
    onSelected: colour('--vscode-button-foreground', background),
  };
}

customElements.define('winnow-sheet-surface', SheetSurface);
