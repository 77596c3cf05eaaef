/**
 * The newest ranking by row, [rows] each. Rows that were not ranked (no embedding) have `predicted` -1 and NaN scores.
 * Ranges: confidence, pGiven, margin 0 to 1; loss from 0 up. Unlabelled rows have NaN margin, loss and pGiven.
 */
export interface Scores {
  readonly rows: number;
  readonly predicted: Int32Array;
  readonly confidence: Float32Array;
  readonly pGiven: Float32Array;
  readonly margin: Float32Array;
  readonly loss: Float32Array;
  readonly suspicious: Uint8Array;
  readonly outOfSample: Uint8Array;
  /** The most likely classes of a row, most likely first. An index beyond the classes is the implicit reject class. */
  distribution(row: number, most: number): { readonly index: number; readonly probability: number }[];
}
