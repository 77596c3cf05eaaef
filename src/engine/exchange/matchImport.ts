import { newLabel, sameOutcome, type Decision } from '../../core/decisions/decision';
import { unsafePathReason } from '../../core/relativePath';
import type { ImportGroupKind } from '../../protocol/exchange';
import { ImageIndex, type ImportTarget } from './imageIndex';
import type { ImportEntry, ImportFile, WantedDecision } from './importFile';

/** What becomes of one line of an imported file, or of one image that a table of what stays does not list. */
export interface Matched {
  readonly kind: ImportGroupKind;
  /** Undefined for an image that is not listed. */
  readonly line?: number;
  readonly path: string;
  /** Where the image stands here, when it was found by its content at another path. */
  readonly movedTo?: string;
  readonly reason: string;
  /** The row and the decision that it would get. */
  readonly change?: { readonly row: number; readonly decision: Decision };
}

export interface MatchInput {
  readonly images: readonly ImportTarget[];
  readonly knowsClass: (label: string) => boolean;
}

/**
 * Matches each line with an image: by content, then by path where the file names no content. A path that leads out of
 * the dataset matches nothing, whatever its hash. An image that stands here in several copies is matched only at its
 * own path; one line too many about the same image contradicts, unless it says the same.
 */
export function matchImport({ entries, format }: ImportFile, { images, knowsClass }: MatchInput): Matched[] {
  const index = new ImageIndex(images);
  const claims = new Map<number, { line: number; wanted: WantedDecision; at: number }>();
  const matched: Matched[] = [];
  for (const entry of entries) {
    const found = find(entry, index);
    if (!('row' in found)) {
      matched.push({ ...found, line: entry.line, path: entry.path });
      continue;
    }
    const claim = claims.get(found.row);
    if (claim) {
      const same = sameWish(claim.wanted, entry.wanted);
      const reason = same ? `says the same as line ${claim.line}` : `contradicts line ${claim.line}`;
      const kind = same ? 'agreed' : 'contradiction';
      matched.push({ kind, line: entry.line, path: entry.path, reason });
      // Which of the two is right nobody knows: neither is taken.
      const first = matched[claim.at];
      if (!same)
        matched[claim.at] = { kind, line: first.line, path: first.path, reason: `contradicts line ${entry.line}` };
      continue;
    }
    claims.set(found.row, { line: entry.line, wanted: entry.wanted, at: matched.length });
    const { line, path } = entry;
    const moved = found.path === path ? {} : { movedTo: found.path };
    matched.push({ line, path, ...moved, ...judge(found, entry.wanted, knowsClass) });
  }
  // A table that names none of these images is of another dataset: it does not say that all of these go.
  if (format === 'cleaned' && claims.size > 0)
    for (const image of images) if (!claims.has(image.row)) matched.push(unlisted(image));
  return matched;
}

type Unmatched = Pick<Matched, 'kind' | 'reason'>;

function find({ path, hash, wanted }: ImportEntry, index: ImageIndex): ImportTarget | Unmatched {
  const unsafe = unsafePathReason(path) ?? unsafeClassReason(wanted);
  if (unsafe) return { kind: 'unsafe', reason: unsafe };
  const there = index.at(path);
  if (hash === undefined) return there ?? { kind: 'missing', reason: 'no image has this path' };
  const copies = index.withHash(hash);
  const own = copies.find((image) => image === there);
  if (own) return own;
  if (copies.length === 1) return copies[0];
  if (copies.length > 1)
    return { kind: 'ambiguous', reason: `stands here in ${copies.length} copies, none of them at this path` };
  if (there) return { kind: 'changed', reason: 'another image stands there' };
  return { kind: 'missing', reason: 'no image has this content or path' };
}

function unsafeClassReason(wanted: WantedDecision): string | undefined {
  const label = (wanted.kind === 'label' ? wanted.label : newLabel(wanted)) ?? '';
  const reason = label === '' ? undefined : unsafePathReason(label, true);
  return reason && `the class cannot become a folder: ${reason}`;
}

function judge(
  image: ImportTarget,
  wanted: WantedDecision,
  knowsClass: MatchInput['knowsClass'],
): Pick<Matched, 'kind' | 'reason' | 'change'> {
  const { current, row } = image;
  const decision = decisionFor(image, wanted);
  if (decision === undefined) return { kind: 'agreed', reason: 'needs no decision here' };
  if (sameOutcome(current, decision)) return { kind: 'agreed', reason: 'is decided so already' };
  const change = { row, decision };
  const label = newLabel(decision) ?? '';
  const isNewClass = label !== '' && !knowsClass(label);
  const makes = isNewClass ? ` (a new class)` : '';
  if (current)
    return { kind: 'replaces', reason: `${inWords(current)} here, ${inWords(decision)} there${makes}`, change };
  if (isNewClass) return { kind: 'new-class', reason: inWords(decision), change };
  return { kind: 'new', reason: inWords(decision), change };
}

/** The decision that a wish means for this image; undefined when it is as wished without any. */
function decisionFor({ label, current }: ImportTarget, wanted: WantedDecision): Decision | undefined {
  switch (wanted.kind) {
    case 'relabel':
      return wanted.to === label ? { kind: 'keep' } : wanted;
    case 'label':
      if (wanted.label !== label) return { kind: 'relabel', to: wanted.label };
      return current && current.kind !== 'keep' ? { kind: 'keep' } : undefined;
    case 'restore':
      // It stands here, so it needs no trash to come back from.
      return undefined;
    default:
      return wanted;
  }
}

function unlisted({ row, path, current }: ImportTarget): Matched {
  if (current?.kind === 'delete' || current?.kind === 'set-aside')
    return { kind: 'agreed', path, reason: 'is not listed, and goes here, too' };
  return { kind: 'unlisted', path, reason: 'is not listed', change: { row, decision: { kind: 'delete' } } };
}

function sameWish(a: WantedDecision, b: WantedDecision): boolean {
  if (a.kind === 'label') return b.kind === 'label' && a.label === b.label;
  return b.kind !== 'label' && sameOutcome(a, b);
}

function inWords(decision: Decision): string {
  switch (decision.kind) {
    case 'relabel':
      return decision.to === '' ? 'relabelled to unsorted' : `relabelled to ${decision.to}`;
    case 'delete':
      return 'deleted';
    case 'set-aside':
      return 'set aside';
    case 'convert':
    case 'rename': {
      const file = decision.kind === 'convert' ? `converted to ${decision.format}` : `renamed to ${decision.to}`;
      const label = newLabel(decision);
      return label === undefined ? file : `${file} and labelled ${label === '' ? 'unsorted' : label}`;
    }
    case 'keep':
      return 'kept';
    case 'restore':
      return 'restored';
    case 'split':
      return 'split';
  }
}
