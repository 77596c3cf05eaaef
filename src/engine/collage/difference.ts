import type { Background } from './background';
import { blackFrom } from './darkPaper';
import { PAPER } from './kernels/differenceKernel';
import { pixelKernels } from './kernels/pixelKernels';
import type { RawSheet } from './rawSheet';

/** Differences up to this are paper on every sheet, and 0 in the map. */
const FLAT = 6;

/**
 * How far each pixel lies from the paper, 0 to 255: the largest difference over the channels, or the alpha of a
 * transparent sheet. Black on dark paper counts twice; halos of compression are 0. Uint8 [height, width].
 */
export function differenceFrom(sheet: RawSheet, background: Background): Uint8Array {
  const { data, width, height, channels } = sheet;
  const out = new Uint8Array(width * height);
  if (background.kind === 'transparent') {
    for (let p = 0, i = 3; p < out.length; p++, i += 4) out[p] = data[i];
    return out;
  }
  const { tile, columns } = background;
  const kernels = pixelKernels();
  const [pixelsAt, outAt, papersAt] = kernels.reserve(width * tile * channels, width * tile, columns * PAPER.bytes);
  const pixels = kernels.bytes(pixelsAt, width * tile * channels);
  const papers = kernels.bytes(papersAt, columns * PAPER.bytes);
  const difference = channels === 3 ? kernels.run.difference3 : kernels.run.difference4;
  // A row of tiles at a time: a scan of a hundred megapixels shall not stay in scratch memory.
  for (let y = 0; y < height; y += tile) {
    const rows = Math.min(tile, height - y);
    pixels.set(data.subarray(y * width * channels, (y + rows) * width * channels));
    writePapers(papers, background, (y / tile) * columns);
    difference(pixelsAt, outAt, width, rows, papersAt, tile, FLAT);
    // A row of tiles is one or two of blocks.
    if (sheet.hasHalos) kernels.run.clearHalos(outAt, width, rows);
    out.set(kernels.bytes(outAt, width * rows), y * width);
  }
  return out;
}

/** The papers of a row of tiles, of which `first` is the first. */
function writePapers(papers: Uint8Array, { tiles, columns }: Background, first: number): void {
  for (let column = 0; column < columns; column++) {
    const at = column * PAPER.bytes;
    const t = (first + column) * 3;
    const [red, green, blue] = [tiles[t], tiles[t + 1], tiles[t + 2]];
    papers[at + PAPER.red] = red;
    papers[at + PAPER.green] = green;
    papers[at + PAPER.blue] = blue;
    // Of differences, -Infinity where paper is not dark: 0 as a sum, below which nothing is.
    const black = Math.max(0, Math.ceil(red + green + blue + blackFrom(red, green, blue)));
    papers[at + PAPER.black] = black & 255;
    papers[at + PAPER.black + 1] = black >> 8;
  }
}
