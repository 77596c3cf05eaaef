import { CancellationTokenSource } from 'vscode-jsonrpc';
import { isCancelled, messageOf } from './messages';
import type { Page } from './state/page';

/** Below this, the keys repeat faster than previews are worth asking for. */
const settleMs = 70;

/**
 * One image as large as the place allows: its thumbnail at once, then the preview in the same place. What is shown is
 * exchanged only for something decoded, so that nothing flashes.
 */
export class PictureView extends HTMLElement {
  /** The row whose picture is shown or on its way. */
  row = -1;
  private side = 0;
  private timer: number | undefined;
  private cancel: CancellationTokenSource | undefined;

  /** `longestSide` in device pixels. `wait` lets a run of keys pass before the preview is fetched. */
  show(page: Page, row: number, longestSide: number, wait = settleMs): void {
    const isSameRow = row === this.row;
    if (isSameRow && longestSide <= this.side) return;
    this.row = row;
    this.side = longestSide;
    window.clearTimeout(this.timer);
    this.cancel?.cancel();
    if (!isSameRow) {
      const thumbnail = row < 0 ? undefined : page.thumbnails.picture(row);
      if (thumbnail) void this.exchange(thumbnail.src, row, longestSide);
      else this.replaceChildren();
    }
    if (row >= 0) this.timer = window.setTimeout(() => void this.load(page, row, longestSide), isSameRow ? 0 : wait);
  }

  /** Asks for the picture again: it has changed. */
  refresh(page: Page): void {
    const { row, side } = this;
    this.side = 0;
    if (row >= 0) this.show(page, row, side);
  }

  private async load(page: Page, row: number, longestSide: number): Promise<void> {
    this.cancel = new CancellationTokenSource();
    try {
      const address = await page.previews.address(row, longestSide, this.cancel);
      if (address !== undefined) await this.exchange(address, row, longestSide);
    } catch (error) {
      if (row === this.row && !isCancelled(error)) page.say('error', messageOf(error));
    }
  }

  private async exchange(address: string, row: number, side: number): Promise<void> {
    const picture = new Image();
    picture.alt = '';
    picture.draggable = false;
    picture.src = address;
    await picture.decode().catch((error: unknown) => {
      if (!(error instanceof DOMException)) throw error;
    });
    if (row !== this.row || side !== this.side) return;
    const isOfOther = this.dataset.row !== `${row}`;
    if (picture.naturalWidth === 0) {
      // Rather nothing than the picture of another image.
      if (isOfOther) this.replaceChildren();
      return;
    }
    // A larger one may have come first.
    if (!isOfOther && picture.naturalWidth < (this.querySelector('img')?.naturalWidth ?? 0)) return;
    this.dataset.row = `${row}`;
    this.replaceChildren(picture);
  }
}

customElements.define('winnow-picture', PictureView);
