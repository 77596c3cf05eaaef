import { CancellationTokenSource } from 'vscode-jsonrpc';
import { messageOf } from '../../src/core/messageOf';
import { isCancelled } from '../messages';
import type { Page } from '../state/page';

/** Longest side of the picture at first, and once it is magnified. */
const sides = [2048, 6144] as const;

/** The picture of the sheet that is looked at, as sharp as it is magnified. */
export class SheetPicture {
  image: HTMLImageElement | undefined;
  private row = -1;
  private version = 0;
  private loadedSide = 0;
  private cancel: CancellationTokenSource | undefined;

  constructor(
    private readonly page: Page,
    private readonly onLoaded: () => void,
  ) {}

  /** Turns to another sheet, or another content of it; true when it was another. */
  turnTo(row: number, version: number): boolean {
    if (row === this.row && version === this.version) return false;
    this.row = row;
    this.version = version;
    this.image = undefined;
    this.loadedSide = 0;
    return true;
  }

  /** Has the picture loaded whose longest side is shown with so many screen pixels; nothing where it is there. */
  async load(shownPixels: number): Promise<void> {
    const { page, row } = this;
    const side = shownPixels > sides[0] ? sides[1] : sides[0];
    if (row < 0 || side <= this.loadedSide) return;
    this.loadedSide = side;
    this.stop();
    this.cancel = new CancellationTokenSource();
    try {
      const address = await page.images.previews.address(row, side, this.cancel);
      if (address === undefined || row !== this.row) return;
      const image = new Image();
      image.src = address;
      await image.decode();
      if (row !== this.row) return;
      this.image = image;
      this.onLoaded();
    } catch (error) {
      if (row === this.row && !isCancelled(error)) page.say('error', messageOf(error));
    }
  }

  stop(): void {
    this.cancel?.cancel();
  }
}
