/** What is kept of a picture that was searched for parts. */
export interface CollageVerdict {
  /** Boxes that splitting it with the default settings gives; 0 where the thumbnail told that it is no sheet. */
  readonly parts: number;
  /** How surely it is a sheet of several, 0 to 1; a collage from 0.5. */
  readonly score: number;
}

/** Changes when the same picture may be judged otherwise. */
export const collageVersion = '4';
