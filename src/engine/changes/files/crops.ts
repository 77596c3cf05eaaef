import type { CropOrigin } from '../../../core/collage/splitDecision';
import type { JournalState } from '../journal/journal';

/** A crop that an apply wrote and no undo took away again. */
export interface WrittenCrop {
  /** sha256 of the crop, hex: it is known by it wherever it stands now. */
  readonly hash: string;
  /** Where it was written, below the root. */
  readonly path: string;
  /** Where the sheet stood then, below the root. */
  readonly sheet: string;
  readonly origin: CropOrigin;
}

/** All crops that the journal knows, oldest first. */
export function writtenCrops({ runs }: JournalState): WrittenCrop[] {
  return runs.flatMap(({ operations }) =>
    [...operations.values()].flatMap(({ outcome, undoneBy, provenance, expected, to }) =>
      outcome?.done && !undoneBy && provenance?.crop && expected && to
        ? [{ hash: expected.hash, path: to.path, sheet: provenance.source, origin: provenance.crop }]
        : [],
    ),
  );
}
