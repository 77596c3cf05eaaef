import type { Expected, Provenance, Relabel } from '../../../core/plan/plan';
import type { Location } from '../dataFolders';
import type { Replaced } from '../journal/journal';
import type { IntentRecord, OperationReference, StepKind } from '../journal/journalRecords';
import type { SourceFile } from '../files/sourceFile';

/** One thing to do on disk, with its exact place: what a plan's operation becomes when it is checked. */
export interface Step {
  readonly kind: StepKind;
  /** For folders and removal the place itself. */
  readonly from: Location;
  readonly to?: Location;
  readonly expected?: Expected;
  /** What the check saw, so that an untouched file is not read twice. */
  readonly seen?: SourceFile;
  /** Index of the step of the image that this file travels with. */
  readonly owner?: number;
  /** Indices of steps of earlier batches without which this one is not done. */
  readonly after?: readonly number[];
  /** It travels with an image, or did when it was moved. */
  readonly isSidecar?: boolean;
  /** What an undo or a restore takes back. */
  readonly of?: OperationReference;
  readonly provenance?: Provenance;
  /** Of a table that is rewritten: what must stand there, and where it is kept. */
  readonly replaces?: Replaced;
  readonly relabels?: readonly Relabel[];
  /** The text that a link gets; where it is absent, the text that still reaches the same file. */
  readonly linkText?: string;
  /** The text by which the link is known, where the content that it names does not matter any more. */
  readonly knownLink?: string;
  /** The path by which the person knows the file. */
  readonly path: string;
}

export function isFolderStep(step: Pick<Step, 'kind'>): boolean {
  return step.kind === 'make-folder' || step.kind === 'remove-folder';
}

export type Method = NonNullable<IntentRecord['method']>;

/** A name of its own for what an operation keeps for a moment beside a file. Scans leave such names out. */
export function temporaryName(run: string, operation: number, what: 'part' | 'old' | 'new'): string {
  return `.winnow-${run}-${operation}.${what}`;
}
