/** Mean of the channels from which paper is no longer dark. */
const DARK = 90;

/** Share of the paper's light that only black takes away: shadows and compression take less. */
const BLACK = 0.8;

/** Black is as far from dark paper as the paper is bright, which is little: it counts more. */
export const BLACK_GAIN = 2;

export function isDarkPaper(red: number, green: number, blue: number): boolean {
  return red + green + blue < 3 * DARK;
}

/** The sum of a pixel's three differences from paper of this colour below which it is black on dark paper. */
export function blackFrom(red: number, green: number, blue: number): number {
  return isDarkPaper(red, green, blue) ? -BLACK * (red + green + blue) : -Infinity;
}

/** Of a channel that has this value on paper, the least that is paper still: sheets may be black for the most part. */
export function darkestPaper(value: number): number {
  return (1 - BLACK) * value;
}
