import { sortFindings, type Finding } from '../../core/findings/finding';
import type { CollageVerdict } from '../collage/collageVerdict';
import { counted, percent } from '../../core/words';

/** A picture that was searched for parts; `row` is that of the table. */
export interface SearchedPicture extends CollageVerdict {
  readonly row: number;
}

/** From this score on a picture is taken for a sheet. */
export const collageScore = 0.5;

/** Sheets of several pictures, the surest first; what could be done is to split them. */
export function collageFindings(pictures: readonly SearchedPicture[]): Finding[] {
  return sortFindings(
    pictures
      .filter(({ score }) => score >= collageScore)
      .map(({ row, parts, score }) => ({
        kind: 'collage',
        images: [row],
        score,
        figures: `${counted(parts, 'picture')}, ${percent(score)} sure`,
        explanation: `Looks like a sheet of ${counted(parts, 'picture')} (${percent(score)} sure). Split it into its parts, or keep it.`,
        proposal: { kind: 'split', images: [row], parts },
      })),
  );
}
