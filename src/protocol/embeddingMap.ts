/** A plane on which like images lie beside each other. Element i of each column is one image. */
export interface EmbeddingMap {
  readonly rows: Uint32Array;
  /** 0 to 1, one scale for both. Images of the same content lie at the same place. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Different contents that the layout was fitted on; the others were placed beside those they are like. */
  readonly fitted: number;
  /** Images that were read since and have no place yet. */
  readonly unplaced: number;
  /** Images that are still to be read. */
  readonly waiting: number;
}

/** By what the points of a map can be coloured, in the order of the rows asked for. */
export interface MapFacts {
  /** Index into the summary's classes; -1 unsorted. */
  readonly given: Int32Array;
  /** Index into the summary's classes; -1 before the first ranking. */
  readonly predicted: Int32Array;
  /** From 0 up; NaN before the first ranking and for unsorted images. */
  readonly loss: Float32Array;
  /** `findingBits` of what is open or pending; 0 before findings were looked for. */
  readonly findings: Uint32Array;
  /** 1 for a label that the model doubts. */
  readonly suspicious: Uint8Array;
  /** `decisionCodes`. */
  readonly decision: Uint8Array;
}
