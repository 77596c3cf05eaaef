/** What travels when decisions are written to a file and read from one. */

/** `decisions`: those recorded; `all-decisions`: those that were applied, too; `cleaned`: fastai's table; `script`: sh. */
export const exportFormats = ['decisions', 'all-decisions', 'cleaned', 'script'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportedDecisions {
  /** The file's content in UTF-8. */
  readonly bytes: Uint8Array;
  /** Lines of a table; files that a script moves. */
  readonly entries: number;
  /** What is not in the file, and why, in sentences. */
  readonly notes: readonly string[];
}

/** A larger file is refused before it is read. */
export const mostImportBytes = 256 * 1024 * 1024;

/** Groups of an import that the user may take or leave. */
export const importChoices = ['new', 'replaces', 'new-class', 'unlisted'] as const;
export type ImportChoice = (typeof importChoices)[number];

/**
 * `new`: undecided here; `replaces`: decided otherwise here; `new-class`: relabelled to a class that is not here;
 * `unlisted`: left out of a table that lists what stays; `agreed`: nothing to do. Of the rest nothing can be imported:
 * `changed`: another image stands there; `ambiguous`: several copies; `missing`: not here; `unsafe`: the path or class
 * leads out of the dataset; `contradiction`: another line says otherwise about the same image.
 */
export type ImportGroupKind =
  ImportChoice | 'agreed' | 'changed' | 'ambiguous' | 'missing' | 'unsafe' | 'contradiction';

export interface ImportGroup {
  readonly kind: ImportGroupKind;
  readonly count: number;
  /** How many of them were found by their content at another path. */
  readonly moved: number;
  /** The first ones, each in a sentence that names line and path. */
  readonly examples: readonly string[];
}

/** What an import would do. Every line of the file is counted in one group. */
export interface ImportPreview {
  readonly format: 'decisions' | 'cleaned' | 'plan';
  readonly entries: number;
  /** Those that hold anything, in the order of `ImportGroupKind`. */
  readonly groups: readonly ImportGroup[];
  readonly notes: readonly string[];
}

/** A file in the trash or set aside. */
export interface TrashFile {
  readonly place: 'trash' | 'set-aside';
  /** The apply and the operation that put it there: what it is restored by. */
  readonly journal: string;
  readonly operation: number;
  /** Where it stood, below the dataset. */
  readonly path: string;
  /** Its class there; undefined is unsorted. */
  readonly label?: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly when: number;
  /** How many files went there in the same apply. */
  readonly together: number;
}

export interface TrashListing {
  /** Newest first, at most `mostTrashFiles`; captions come back with their image and are not listed. */
  readonly files: readonly TrashFile[];
  /** Images in both places. */
  readonly total: number;
  /** What Empty Trash would remove: captions included, nothing that was set aside. */
  readonly trash: { readonly files: number; readonly bytes: number };
  readonly setAside: number;
}

export const mostTrashFiles = 5000;

export interface RestoreOutcome {
  readonly restored: number;
  /** Where those stand whose name was taken, below the dataset. */
  readonly renamed: readonly string[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly cancelled: boolean;
}

export interface EmptyTrashOutcome {
  readonly files: number;
  readonly bytes: number;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly cancelled: boolean;
}
