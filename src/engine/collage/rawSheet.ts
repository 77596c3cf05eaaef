/** An upright, 8-bit sRGB sheet: `data` is [height, width, channels] with 3 (RGB) or 4 (RGBA) channels. */
export interface RawSheet {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  /** Decoded from a JPEG, as stored: what stands in a block of 16 x 16 pixels has a halo all over that block. */
  readonly hasHalos?: boolean;
}
