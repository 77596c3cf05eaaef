import type { TemplateResult } from 'lit';
import type { GoneAs } from '../../src/core/decisions/decision';
import type { View } from '../../src/protocol/dataset';
import type { Page } from '../state/page';

/** Images that stand together for another reason than a query: findings, clusters of a pile, a sample. */
export interface Collection {
  readonly title: string;
  /** The images in order, in groups where there are any. With `keepOrder` those shown already stay where they are. */
  load(keepOrder: boolean): Promise<View>;
  /** It is loaded anew when findings were looked for anew. */
  readonly followsFindings?: boolean;
  /** A decision goes on to the next undecided image, as in the loupe. */
  readonly goesOn?: boolean;
  /** What comes when nothing is left to decide here; false: nothing does. */
  next?(page: Page): Promise<boolean>;
  /** Accepts all that is proposed as a whole. */
  acceptAll?(page: Page): Promise<void>;
  /** Said in place of the grid when there is no image. */
  readonly whenEmpty?: { readonly title: string; readonly text: string };
  /** What a key acts on when it is pressed on these images. */
  expand?(rows: Uint32Array): Uint32Array;
  /** True where nothing is left to decide, whatever the image's own decision. */
  isDone?(row: number): boolean;
  /** Whether what was decided of an image answers what is asked here; without this, any decision does. */
  isDecided?(row: number): boolean;
  /** A word below the picture, instead of the suggested label. */
  noteOf?(row: number): string | undefined;
  /** Why the image is here, for the inspector. */
  whyOf?(row: number): readonly string[];
  /** Why images go that are deleted or set aside here, where that is not for what they show. */
  readonly goneAs?: GoneAs;
  /** What `accept` does with an image, as a button says it; undefined where nothing is proposed. */
  acceptText?(row: number): string | undefined;
  accept?(page: Page, rows: Uint32Array): Promise<void>;
  dismiss?(page: Page, rows: Uint32Array): Promise<void>;
  /** What stands above the grid: numbers and what can be done with all of it. */
  strip(page: Page): TemplateResult;
}
