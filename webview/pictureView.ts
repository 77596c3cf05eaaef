import { CancellationTokenSource } from 'vscode-jsonrpc';
import { messageOf } from '../src/core/messageOf';
import { isCancelled } from './messages';
import type { Page } from './state/page';

/** Below this, the keys repeat faster than previews are worth asking for. */
const settleMs = 70;

interface Prepared {
  readonly side: number;
  readonly picture: HTMLImageElement;
}

/**
 * One image as large as the place allows: its preview at once where it was prepared, else its thumbnail and then the
 * preview in the same place. What is shown is exchanged only for something decoded, so that nothing flashes.
 */
export class PictureView extends HTMLElement {
  /** The row whose picture is shown or on its way. */
  row = -1;
  private side = 0;
  private timer: number | undefined;
  private cancel: CancellationTokenSource | undefined;
  /** Decoded pictures of rows that are likely to be shown next. */
  private readonly prepared = new Map<number, Prepared>();

  /** `longestSide` in device pixels. `wait` lets a run of keys pass before the preview is fetched. */
  show(page: Page, row: number, longestSide: number, wait = settleMs): void {
    const isSameRow = row === this.row;
    if (isSameRow && longestSide <= this.side) return;
    this.row = row;
    this.side = longestSide;
    window.clearTimeout(this.timer);
    this.cancel?.cancel();
    if (!isSameRow) {
      const prepared = this.prepared.get(row);
      // What the previews no longer know has changed.
      const isGood = prepared && prepared.side >= longestSide && page.images.previews.knows(row, prepared.side);
      if (isGood) return this.put(prepared.picture, row);
      const thumbnail = row < 0 ? undefined : page.images.thumbnails.picture(row);
      if (thumbnail) void this.exchange(thumbnail.src, row, longestSide);
      else this.replaceChildren();
    }
    if (row >= 0) this.timer = window.setTimeout(() => void this.load(page, row, longestSide), isSameRow ? 0 : wait);
  }

  /** Fetches and decodes the pictures of rows that are likely to be shown next; those of others are let go. */
  async prepare(page: Page, rows: readonly number[], longestSide: number): Promise<void> {
    for (const [row, { side }] of this.prepared)
      if (side < longestSide || (!rows.includes(row) && row !== this.row)) this.prepared.delete(row);
    for (const row of rows) {
      if (this.prepared.has(row) && page.images.previews.knows(row, longestSide)) continue;
      const address = await page.images.previews.address(row, longestSide);
      if (address === undefined) continue;
      const picture = pictureAt(address);
      if (await isDecoded(picture)) this.prepared.set(row, { side: longestSide, picture });
    }
  }

  private async load(page: Page, row: number, longestSide: number): Promise<void> {
    this.cancel = new CancellationTokenSource();
    try {
      const address = await page.images.previews.address(row, longestSide, this.cancel);
      if (address !== undefined) await this.exchange(address, row, longestSide);
    } catch (error) {
      if (row === this.row && !isCancelled(error)) page.say('error', messageOf(error));
    }
  }

  private async exchange(address: string, row: number, side: number): Promise<void> {
    const picture = pictureAt(address);
    const isGood = await isDecoded(picture);
    if (row !== this.row || side !== this.side) return;
    const isOfOther = this.dataset.row !== `${row}`;
    if (!isGood) {
      // Rather nothing than the picture of another image.
      if (isOfOther) this.replaceChildren();
      return;
    }
    // A larger one may have come first.
    if (!isOfOther && picture.naturalWidth < (this.querySelector('img')?.naturalWidth ?? 0)) return;
    this.put(picture, row);
  }

  private put(picture: HTMLImageElement, row: number): void {
    this.dataset.row = `${row}`;
    this.replaceChildren(picture);
  }
}

function pictureAt(address: string): HTMLImageElement {
  const picture = new Image();
  picture.alt = '';
  picture.draggable = false;
  // Drawn in the frame in which it is put in place, even where the browser has let go of the decoded pixels.
  picture.decoding = 'sync';
  picture.src = address;
  return picture;
}

async function isDecoded(picture: HTMLImageElement): Promise<boolean> {
  try {
    await picture.decode();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  return picture.naturalWidth > 0;
}

customElements.define('winnow-picture', PictureView);
