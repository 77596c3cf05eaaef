import type { DecisionKind } from '../decisions/decision';
import { findingWords, isFindingWord, type FindingWord } from '../findings/findingWords';
import { splitWords, type QueryWord } from './queryWords';

export const imageStates = ['suspicious', 'pending', 'undecided', 'decided', 'kept', 'unreadable', 'unsorted'] as const;
type ImageState = (typeof imageStates)[number];

type NamedField = 'class' | 'subset' | 'predicted';
type NumberField = 'confidence' | 'margin' | 'loss' | 'reject' | 'similarity';

/** One condition. An image is found when it fulfils all terms; of several values in one term, any will do. */
export type QueryTerm = { readonly negated: boolean } & (
  | { readonly field: 'path' | 'name' | 'source'; readonly text: string }
  /** Does not narrow: orders by likeness to words. Negated: away from them. */
  | { readonly field: 'like'; readonly text: string }
  | { readonly field: NamedField; readonly values: readonly string[] }
  /** Below the root; `.` is the root itself. */
  | { readonly field: 'folder'; readonly values: readonly string[] }
  | { readonly field: 'is'; readonly state: ImageState | FindingWord }
  | { readonly field: 'decision'; readonly values: readonly DecisionKind[] }
  /** From `low` to `high`; each end included unless it says otherwise. */
  | {
      readonly field: NumberField;
      readonly low: number;
      readonly high: number;
      readonly lowOpen: boolean;
      readonly highOpen: boolean;
    }
);

export interface Query {
  readonly terms: readonly QueryTerm[];
  /** What was not understood, to be said to the user; it does not narrow the result. */
  readonly notes: readonly string[];
}

export const queryFields: Readonly<Record<string, QueryTerm['field']>> = {
  class: 'class',
  label: 'class',
  subset: 'subset',
  split: 'subset',
  predicted: 'predicted',
  is: 'is',
  decision: 'decision',
  name: 'name',
  path: 'path',
  folder: 'folder',
  source: 'source',
  confidence: 'confidence',
  margin: 'margin',
  loss: 'loss',
  reject: 'reject',
  similarity: 'similarity',
  like: 'like',
};

const decisionWords: Readonly<Record<string, DecisionKind>> = {
  keep: 'keep',
  kept: 'keep',
  relabel: 'relabel',
  relabelled: 'relabel',
  relabeled: 'relabel',
  delete: 'delete',
  deleted: 'delete',
  'set-aside': 'set-aside',
  aside: 'set-aside',
  convert: 'convert',
  converted: 'convert',
  rename: 'rename',
  renamed: 'rename',
  split: 'split',
};

const numberPattern = /^(>=|<=|>|<|=)?(\d*\.?\d+)(%?)$/;

function parseNumber(text: string): number | undefined {
  const match = numberPattern.exec(text);
  return match && match[1] === undefined ? Number(match[2]) / (match[3] ? 100 : 1) : undefined;
}

function parseRange(text: string): { low: number; high: number; lowOpen: boolean; highOpen: boolean } | undefined {
  const ends = text.split('..');
  if (ends.length === 2) {
    const low = ends[0] === '' ? -Infinity : parseNumber(ends[0]);
    const high = ends[1] === '' ? Infinity : parseNumber(ends[1]);
    return low === undefined || high === undefined ? undefined : { low, high, lowOpen: false, highOpen: false };
  }
  const match = numberPattern.exec(text);
  if (!match) return undefined;
  const value = Number(match[2]) / (match[3] ? 100 : 1);
  const range = { low: -Infinity, high: Infinity, lowOpen: false, highOpen: false };
  switch (match[1]) {
    case '>':
      return { ...range, low: value, lowOpen: true };
    case '>=':
      return { ...range, low: value };
    case '<':
      return { ...range, high: value, highOpen: true };
    case '<=':
      return { ...range, high: value };
    default:
      return { ...range, low: value, high: value };
  }
}

function parseWord({ negated, field: word, value }: QueryWord): QueryTerm | string {
  if (word === undefined) return { negated, field: 'path', text: value };
  const key = word.toLowerCase();
  const field = Object.hasOwn(queryFields, key) ? queryFields[key] : undefined;
  if (!field) return `There is no filter "${word}:". Known: ${Object.keys(queryFields).join(', ')}.`;
  if (value === '') return `"${word}:" needs a value.`;
  switch (field) {
    case 'path':
    case 'name':
    case 'source':
    case 'like':
      return { negated, field, text: value };
    case 'class':
    case 'subset':
    case 'predicted':
    case 'folder':
      return { negated, field, values: [value] };
    case 'is': {
      const asked = value.toLowerCase();
      const state = imageStates.find((s) => s === asked) ?? (isFindingWord(asked) ? asked : undefined);
      const known = [...imageStates, ...findingWords];
      return state ? { negated, field, state } : `"is:${value}" is not known. Known: ${known.join(', ')}.`;
    }
    case 'decision': {
      const kind = value.toLowerCase();
      return Object.hasOwn(decisionWords, kind)
        ? { negated, field, values: [decisionWords[kind]] }
        : `"decision:${value}" is not known. Known: keep, relabel, delete, set-aside, convert, rename.`;
    }
    case 'confidence':
    case 'margin':
    case 'loss':
    case 'reject':
    case 'similarity': {
      const range = parseRange(value);
      return range ? { negated, field, ...range } : `"${word}:${value}" needs a number, as in ${word}:>0.9.`;
    }
  }
}

/** An image has one class, stands in one folder and so on: asking for two of them means either. */
function mergeInto(terms: QueryTerm[], term: QueryTerm): void {
  const same = terms.findIndex((t) => t.field === term.field && t.negated === term.negated);
  const other = terms[same];
  if (other && 'values' in other && 'values' in term && other.field === term.field) {
    const values = [...new Set([...other.values, ...term.values])];
    terms[same] =
      other.field === 'decision'
        ? { ...other, values: values.filter((v): v is DecisionKind => Object.hasOwn(decisionWords, v)) }
        : { ...other, values };
  } else terms.push(term);
}

/**
 * Reads the query line: free words match the path; `class: subset: (split:) predicted: is: decision: name: folder:
 * source: confidence: margin: loss: reject: similarity:` narrow, `like:` orders by words; quotes hold a value together;
 * `-` in front negates. Never throws: what is not understood becomes a note.
 */
export function parseQuery(text: string): Query {
  const terms: QueryTerm[] = [];
  const notes: string[] = [];
  for (const word of splitWords(text)) {
    const term = parseWord(word);
    if (typeof term === 'string') notes.push(term);
    else mergeInto(terms, term);
  }
  return { terms, notes };
}
