import type { DecisionKind } from '../decisions/decision';
import { findingMask } from '../findings/findingWords';
import type { QueryTerm } from './query';

/** What a query can ask of one image. */
export interface RowFacts {
  /** Relative to the dataset's root, with `/`. */
  readonly path: string;
  readonly given: string | undefined;
  readonly subset: string | undefined;
  readonly predicted: string | undefined;
  /** NaN where there is no score yet: such an image is in no range. */
  readonly confidence: number;
  readonly margin: number;
  readonly loss: number;
  /** Likeness to what was thrown out, and to the images last pointed at. */
  readonly reject: number;
  readonly similarity: number;
  readonly suspicious: boolean;
  readonly unreadable: boolean;
  readonly decision: DecisionKind | undefined;
  /** `findingBits` of what was found about it; absent before findings were looked for. */
  readonly findings?: number;
}

/** Composed characters, so that names from other systems compare equal. */
const fold = (text: string) => text.normalize('NFC').toLowerCase();

/** Case counts as soon as the value has a capital letter. */
function sameName(value: string, name: string | undefined): boolean {
  if (name === undefined) return false;
  const [a, b] = [value.normalize('NFC'), name.normalize('NFC')];
  return a === a.toLowerCase() ? a === b.toLowerCase() : a === b;
}

/** `*` stands for any run of characters; without one, the text may stand anywhere in the name. */
function fits(pattern: string, name: string): boolean {
  const parts = fold(pattern).split('*');
  const text = fold(name);
  if (parts.length === 1) return text.includes(parts[0]);
  const last = parts.pop() ?? '';
  const first = parts.shift() ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

function holds(term: QueryTerm, row: RowFacts): boolean {
  switch (term.field) {
    case 'path':
      return fold(row.path).includes(fold(term.text));
    case 'name':
      return fits(term.text, row.path.slice(row.path.lastIndexOf('/') + 1));
    case 'like':
      // Orders and does not narrow, also with a minus in front.
      return !term.negated;
    case 'class':
      return term.values.some((value) => sameName(value, row.given));
    case 'subset':
      return term.values.some((value) => sameName(value, row.subset));
    case 'predicted':
      return term.values.some((value) => sameName(value, row.predicted));
    case 'decision':
      return row.decision !== undefined && term.values.includes(row.decision);
    case 'confidence':
    case 'margin':
    case 'loss':
    case 'reject':
    case 'similarity': {
      const value = row[term.field];
      return (
        (term.lowOpen ? value > term.low : value >= term.low) &&
        (term.highOpen ? value < term.high : value <= term.high)
      );
    }
    case 'is':
      switch (term.state) {
        case 'suspicious':
          return row.suspicious;
        case 'pending':
          return row.decision !== undefined && row.decision !== 'keep';
        case 'undecided':
          return row.decision === undefined;
        case 'decided':
          return row.decision !== undefined;
        case 'kept':
          return row.decision === 'keep';
        case 'unreadable':
          return row.unreadable;
        case 'unsorted':
          return row.given === undefined;
        default:
          return ((row.findings ?? 0) & findingMask(term.state)) !== 0;
      }
  }
}

/** True when the image fulfils every term. */
export function matches(terms: readonly QueryTerm[], row: RowFacts): boolean {
  return terms.every((term) => holds(term, row) !== term.negated);
}
