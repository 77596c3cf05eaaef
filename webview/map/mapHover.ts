import { messageOf } from '../../src/core/messageOf';
import { cellLabel } from '../grid/cellLabel';
import type { Page } from '../state/page';
import { decodePicture } from '../state/pictures';

const restMs = 60;
const kept = 48;
const offset = 14;

/** The image under the mouse, beside it: its thumbnail and what is known of it. */
export class MapHover {
  readonly element = document.createElement('div');
  private readonly text = document.createElement('bdi');
  private readonly pictures = new Map<number, HTMLImageElement>();
  private row = -1;
  private timer: number | undefined;

  constructor(private readonly page: () => Page) {
    this.element.className = 'map-hover';
    this.element.hidden = true;
    this.element.setAttribute('aria-hidden', 'true');
  }

  hide(): void {
    this.row = -1;
    window.clearTimeout(this.timer);
    this.element.hidden = true;
  }

  /** Shows a row beside a place of the stage, once the mouse rests there. */
  show(row: number, x: number, y: number): void {
    if (row === this.row) return;
    this.row = row;
    window.clearTimeout(this.timer);
    this.element.hidden = true;
    this.timer = window.setTimeout(() => void this.open(row, x, y), restMs);
  }

  private async open(row: number, x: number, y: number): Promise<void> {
    const page = this.page();
    try {
      const [picture] = await Promise.all([this.picture(row), page.images.rows.ensure([row])]);
      if (this.row !== row) return;
      this.text.textContent = cellLabel(page, row);
      this.element.replaceChildren(...(picture ? [picture] : []), this.text);
      this.element.hidden = false;
      const stage = this.element.offsetParent;
      if (!stage) return;
      const { offsetWidth: width, offsetHeight: height } = this.element;
      const left = x + offset + width > stage.clientWidth ? x - offset - width : x + offset;
      const top = Math.min(y + offset, stage.clientHeight - height);
      this.element.style.left = `${Math.max(0, left)}px`;
      this.element.style.top = `${Math.max(0, top)}px`;
    } catch (error) {
      page.say('error', messageOf(error));
    }
  }

  private async picture(row: number): Promise<HTMLImageElement | undefined> {
    const known = this.pictures.get(row);
    if (known) return known;
    const packed = await this.page().host.request('thumbnails', { rows: Uint32Array.of(row) });
    const bytes = Uint8Array.from(packed.bytes);
    const picture = bytes.length > 0 ? await decodePicture(bytes) : undefined;
    if (!picture) return undefined;
    this.pictures.set(row, picture);
    for (const oldest of this.pictures.keys()) {
      if (this.pictures.size <= kept) break;
      this.pictures.delete(oldest);
    }
    return picture;
  }
}
