import type { RgbPixels } from './pixels';
import { resample, wholeBox, type Box } from './resample';

export interface TensorShape {
  /** Pixels of the square's side. */
  readonly size: number;
  /** `cover`: the centre square; `squash`: the whole picture, its aspect ratio lost. */
  readonly crop: 'cover' | 'squash';
}

/** The model's input of one image, [size, size, 3] bytes, RGB. */
export function makeTensor(rgb: RgbPixels, { size, crop }: TensorShape): Uint8Array {
  return resample(rgb, crop === 'cover' ? centreSquare(rgb) : wholeBox(rgb), size, size);
}

function centreSquare({ width, height }: { readonly width: number; readonly height: number }): Box {
  const side = Math.min(width, height);
  return { left: (width - side) / 2, top: (height - side) / 2, width: side, height: side };
}
