import { clampBox, type Box, type Size } from '../../core/boxes';
import type { DeepPixels } from './deepPixels';

/** The pixels of an upright box. */
export function extract(sheet: DeepPixels, box: Box): DeepPixels {
  const area = clampBox(box, sheet);
  if (!area) throw new RangeError('A box lies beside the sheet');
  const { channels } = sheet;
  const row = area.width * channels;
  const data = samplesLike(sheet, row * area.height);
  for (let y = 0; y < area.height; y++) {
    const from = ((area.y + y) * sheet.width + area.x) * channels;
    data.set(sheet.data.subarray(from, from + row), y * row);
  }
  return { data, width: area.width, height: area.height, channels };
}

interface Place extends Size {
  /** Where the piece lies in it. */
  readonly left: number;
  readonly top: number;
}

/** A piece with paper around it. */
export function surround(
  piece: DeepPixels,
  { width, height, left, top }: Place,
  samples: readonly number[],
): DeepPixels {
  if (piece.width === width && piece.height === height) return piece;
  const { channels } = piece;
  const data = samplesLike(piece, width * height * channels);
  for (let i = 0; i < width * channels; i++) data[i] = samples[i % channels];
  for (let y = 1; y < height; y++) data.copyWithin(y * width * channels, 0, width * channels);
  const row = piece.width * channels;
  for (let y = 0; y < piece.height; y++)
    data.set(piece.data.subarray(y * row, (y + 1) * row), ((top + y) * width + left) * channels);
  return { data, width, height, channels };
}

function samplesLike({ data }: DeepPixels, length: number): Uint8Array | Uint16Array {
  return data instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
}
