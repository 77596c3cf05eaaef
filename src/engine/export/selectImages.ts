import { newLabel } from '../../core/decisions/decision';
import { toNamed, type PathFrame } from '../../core/pathFrame';
import type { SubsetName } from '../../core/layout';
import type { CopySettings } from '../../protocol/cleanCopy';
import type { StoredFacts } from '../images/readImage';
import type { DecisionLog } from '../session/decisions/decisionLog';
import { decisionOf } from '../session/describe';
import type { ImageTable } from '../session/imageTable';

/** An image that goes into a copy, with its label as decided. */
export interface SelectedImage {
  readonly row: number;
  /** Below the dataset's root. */
  readonly path: string;
  readonly hash: string;
  /** '' is unsorted. */
  readonly label: string;
  readonly subset?: SubsetName;
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  /** Name and format that a pending decision gives it. */
  readonly name?: string;
  readonly convert?: 'png' | 'jpeg';
}

export interface Selection {
  readonly images: readonly SelectedImage[];
  readonly leftOut: LeftOutCounts;
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

/** Images that are not in the copy, by the reason. */
export interface LeftOutCounts {
  readonly deleted: number;
  readonly setAside: number;
  readonly unsorted: number;
  readonly classes: number;
  readonly unreadable: number;
}

export interface SelectionParts {
  readonly table: ImageTable;
  readonly decisions: DecisionLog;
  readonly frame: PathFrame;
  readonly factsOf: (hash: string) => StoredFacts | undefined;
}

/**
 * The images of a copy, as decided: relabelled ones under the new label, deleted and set-aside ones not at all.
 * Without a single label all are taken, else unsorted ones only where that is asked. What is left out for its class is
 * not among the unreadable either: it was not wanted.
 */
export function selectImages(
  { table, decisions, frame, factsOf }: SelectionParts,
  { without, unsorted }: Pick<CopySettings, 'without' | 'unsorted'>,
): Selection {
  const images: SelectedImage[] = [];
  const broken: { path: string; label: string; reason: string }[] = [];
  const leftOut = { deleted: 0, setAside: 0, classes: 0 };
  const excluded = new Set(without);
  for (let row = 0; row < table.length; row++) {
    const path = table.path(row);
    if (toNamed(frame, path) === undefined) continue;
    const decision = decisionOf(table, decisions, row);
    if (decision?.kind === 'delete') leftOut.deleted++;
    else if (decision?.kind === 'set-aside') leftOut.setAside++;
    if (decision?.kind === 'delete' || decision?.kind === 'set-aside') continue;
    const label = newLabel(decision) ?? table.className(table.given[row]) ?? '';
    const isBroken = table.status[row] === 'unreadable';
    const hash = table.isImage(row) ? table.hashes[row] : undefined;
    const facts = hash === undefined ? undefined : factsOf(hash);
    if (excluded.has(label) && (isBroken || facts)) leftOut.classes++;
    else if (isBroken) broken.push({ path, label, reason: table.reasons[row] ?? 'It cannot be read.' });
    else if (hash !== undefined && facts) {
      const subset = table.subsets[row];
      const { format, width, height } = facts;
      images.push({
        row,
        path,
        hash,
        label,
        ...(subset && { subset }),
        format,
        width,
        height,
        bytes: table.files[row].size,
        ...(decision?.kind === 'rename' && { name: decision.to }),
        ...(decision?.kind === 'convert' && { convert: decision.format }),
      });
    }
  }
  const takesUnsorted = unsorted || images.every(({ label }) => label === '');
  const isWanted = ({ label }: { readonly label: string }): boolean => takesUnsorted || label !== '';
  const [wanted, unreadable] = [images.filter(isWanted), broken.filter(isWanted)];
  const others = images.length + broken.length - wanted.length - unreadable.length;
  return {
    images: wanted,
    leftOut: { ...leftOut, unsorted: others, unreadable: unreadable.length },
    unreadable: unreadable.map(({ path, reason }) => ({ path, reason })),
  };
}
