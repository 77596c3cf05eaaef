import type { CropOrigin } from '../collage/splitDecision';

/** The file operations that decisions mean. Paths are relative, `/` between; nothing here touches a disk. */

/** What a file must still be for an operation to touch it: bytes, milliseconds since 1970, SHA-256 in hex. */
export interface Expected {
  readonly size: number;
  readonly mtimeMs: number;
  readonly hash: string;
}

/** Where a copied-in file came from, for the journal and for the reader of `winnow history`. */
export interface Provenance {
  /** The dataset's image it was made from. */
  readonly source: string;
  /** What was done, e.g. "crop 3 of 40" or "converted from bmp". */
  readonly note: string;
  /** It was cut out of a sheet. */
  readonly crop?: CropOrigin;
}

/** An image whose label in a table changes; '' is none. `path`: where it stands before the plan. */
export interface Relabel {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

interface FileStep {
  /** Absent for files that no decision names (sidecars): what stands there when the plan is checked counts. */
  readonly expected?: Expected;
  /** The image that this file travels with. */
  readonly sidecarOf?: string;
  /** `from` of earlier operations without which this one must not happen. */
  readonly after?: readonly string[];
}

/** `from`, `to`, `path`: below the dataset's root, except where said. */
export type FileOperation =
  | (FileStep & { readonly kind: 'move'; readonly from: string; readonly to: string })
  /** Out of a folder outside the dataset into it; `from` below the plan's `pile`. */
  | (FileStep & { readonly kind: 'move-in'; readonly from: string; readonly to: string })
  | (FileStep & { readonly kind: 'trash'; readonly from: string })
  | (FileStep & { readonly kind: 'set-aside'; readonly from: string })
  /** Back from trash or set-aside; `from` below the state folder. */
  | (FileStep & { readonly kind: 'restore'; readonly from: string; readonly to: string })
  /** A new file waiting in the state folder's `staging/`; `from` below the state folder. */
  | (FileStep & {
      readonly kind: 'copy-in';
      readonly from: string;
      readonly to: string;
      readonly provenance: Provenance;
    })
  /**
   * A table of labels at `to` gets the content that waits in the state folder's `staging/` (`from`), provided that it
   * still is what it was made from.
   */
  | (FileStep & {
      readonly kind: 'rewrite';
      readonly from: string;
      readonly to: string;
      /** Of the new content. */
      readonly expected: Expected;
      /** Of the table as it was read. */
      readonly replaces: Expected;
      readonly relabels: readonly Relabel[];
    })
  | { readonly kind: 'make-folder'; readonly path: string }
  /** Removed only when empty. */
  | { readonly kind: 'remove-folder'; readonly path: string };

export type FileOperationKind = FileOperation['kind'];

export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

export interface Plan {
  /** Absolute path of the dataset. */
  readonly root: string;
  /** Absolute path of the folder that `move-in` takes from. */
  readonly pile?: string;
  readonly operations: readonly FileOperation[];
  readonly skipped: readonly Skipped[];
  /** What stays though one might expect it to move, e.g. a caption shared with an image that stays. */
  readonly notes: readonly Skipped[];
}

/** The path by which a person knows the operation: the file as it was before it. */
export function operationPath(operation: FileOperation): string {
  switch (operation.kind) {
    case 'move':
    case 'move-in':
    case 'trash':
    case 'set-aside':
      return operation.from;
    case 'restore':
    case 'copy-in':
    case 'rewrite':
      return operation.to;
    case 'make-folder':
    case 'remove-folder':
      return operation.path;
  }
}
