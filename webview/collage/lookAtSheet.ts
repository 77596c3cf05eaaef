import type { SheetSettings } from '../../src/core/collage/sheetSettings';
import type { SheetBoxes } from '../../src/protocol/collages';

/**
 * Asks for the boxes of a sheet while sliders move: one question is under way at a time, and of those that come
 * meanwhile only the newest is asked.
 */
export class LookAtSheet {
  private running: Promise<void> | undefined;
  private next: { row: number; settings: SheetSettings } | undefined;

  constructor(
    private readonly ask: (row: number, settings: SheetSettings) => Promise<SheetBoxes>,
    private readonly take: (row: number, boxes: SheetBoxes) => void,
    private readonly fail: (row: number, error: unknown) => void,
  ) {}

  get isLooking(): boolean {
    return this.running !== undefined;
  }

  /** Resolves when the newest question is answered. */
  look(row: number, settings: SheetSettings): Promise<void> {
    this.next = { row, settings };
    this.running ??= this.work().finally(() => (this.running = undefined));
    return this.running;
  }

  private async work(): Promise<void> {
    while (this.next) {
      const { row, settings } = this.next;
      this.next = undefined;
      try {
        const boxes = await this.ask(row, settings);
        this.take(row, boxes);
      } catch (error) {
        this.fail(row, error);
      }
    }
  }
}
