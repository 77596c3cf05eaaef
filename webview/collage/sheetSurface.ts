import { uprightBounds, type Box } from '../../src/core/boxes';
import type { Handle, Point } from '../../src/core/collage/partGeometry';
import { partAt, select } from '../../src/core/collage/sheetParts';
import type { SheetPart } from '../../src/core/collage/splitDecision';
import type { Page } from '../state/page';
import { drawSheet, readColours, type Drawn, type SheetColours } from './drawSheet';
import { dragged, isMeant, type PartDrag } from './sheetDrag';
import type { SheetEditor } from './sheetEditor';
import { handleAt } from './sheetHandles';
import { SheetPicture } from './sheetPicture';
import { Viewport, wheelSteps } from './viewport';

type Drag = PartDrag | { readonly kind: 'pan'; to: Point };

/** Milliseconds between events of one turn of the wheel, or one stroke over a touchpad. */
const sameTurnMs = 400;

/** The sheet with its boxes on a canvas, and the hand on it. */
export class SheetSurface extends HTMLElement {
  readonly view = new Viewport();
  private readonly canvas = document.createElement('canvas');
  private page: Page | undefined;
  private picture: SheetPicture | undefined;
  private drag: Drag | undefined;
  private isPanning = false;
  private zoomedAt = -Infinity;
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
    this.picture = new SheetPicture(page, () => this.draw());
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
    this.picture?.stop();
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
    if (drag.kind !== 'pan') this.editor.show(drag.before);
    return true;
  }

  zoom(steps: number, about?: Point): void {
    const { size } = this.editor;
    if (!size) return;
    this.view.zoom(steps, size, about);
    this.draw();
    this.loadPicture();
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
    if (size) this.view.reveal(uprightBounds(part), size);
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
    const { row, size, version } = this.editor;
    if (this.picture?.turnTo(row, version)) {
      // A drag that is still held has the other sheet's boxes.
      this.drag = undefined;
      this.view.isFitted = true;
      this.loadPicture();
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

  private loadPicture(): void {
    const { size } = this.editor;
    const shown = size ? Math.max(size.width, size.height) * this.view.scale * devicePixelRatio : 0;
    void this.picture?.load(shown);
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
      picture: this.picture?.image,
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
      this.drag = { kind: 'pan', to: screen };
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
    const changes = drag.kind === 'move' || drag.kind === 'resize' || drag.kind === 'turn';
    if (changes && editor.size && isMeant(drag, this.view.scale)) editor.show(dragged(drag, editor.size));
    this.draw();
  }

  private release(event: PointerEvent): void {
    const { drag, editor } = this;
    this.drag = undefined;
    if (this.hasPointerCapture(event.pointerId)) this.releasePointerCapture(event.pointerId);
    if (!drag || drag.kind === 'pan' || !editor.size) return;
    if (isMeant(drag, this.view.scale)) {
      const parts = dragged(drag, editor.size);
      if (drag.kind === 'band') editor.show(parts);
      else if (editor.mayEdit()) editor.edit(parts);
      else editor.show(drag.before);
    } else if (drag.kind === 'new') editor.show(select(drag.before, []));
    this.draw();
  }

  private handleAt(screen: Point): Handle | 'turn' | undefined {
    const { selected } = this.editor.parts;
    const [part] = selected;
    return selected.size === 1 ? handleAt(part, this.view, screen) : undefined;
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
    // A wheel that has begun to zoom a whole sheet goes on with that; the next time it moves it.
    const zooms = this.view.isFitted || event.timeStamp - this.zoomedAt < sameTurnMs;
    if (zooms) this.zoomedAt = event.timeStamp;
    if (zooms || event.ctrlKey) this.zoom(-wheelSteps(event), this.pointOf(event));
    else if (event.shiftKey) this.pan(-event.deltaY, 0);
    else this.pan(-event.deltaX, -event.deltaY);
  }

  private pointOf(event: MouseEvent): Point {
    const { left, top } = this.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }
}

customElements.define('winnow-sheet-surface', SheetSurface);
