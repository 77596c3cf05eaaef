/** How crops are made from their boxes. */
export interface CutOptions {
  /** Pixels of the sheet added around every box, as far as the sheet goes. A box of an analysis has its padding. */
  readonly padding: number;
  /** Extends each crop to a square, its content in the middle. */
  readonly square: boolean;
  /** `transparent` clears the paper that is connected to the crop's border. */
  readonly background: 'keep' | 'transparent';
}
