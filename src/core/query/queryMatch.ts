import { parentOf } from '../relativePath';
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
  /** Search terms, hosts and sheets that it came from; asked for only where a query names one. */
  readonly sources?: () => readonly string[];
}

/** Composed characters, so that names from other systems compare equal. */
const fold = (text: string) => text.normalize('NFC').toLowerCase();

/** What a query calls the folder that holds all others. */
export const topFolder = '.';

type Test = (row: RowFacts) => boolean;

/** An answer for each name that was asked about: there are few names and many images. */
function remembered(test: (name: string) => boolean): (name: string | undefined) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    if (name === undefined) return false;
    const before = known.get(name);
    if (before !== undefined) return before;
    const answer = test(name);
    known.set(name, answer);
    return answer;
  };
}

/** One of the names. Case counts as soon as a value has a capital letter. */
function namedOneOf(values: readonly string[]): (name: string | undefined) => boolean {
  const wanted = values.map((value) => value.normalize('NFC'));
  return remembered((given) => {
    const name = given.normalize('NFC');
    return wanted.some((value) => (value === value.toLowerCase() ? value === name.toLowerCase() : value === name));
  });
}

/** In just one of these folders, not below it, letter for letter: systems know `Cat` beside `cat`. `.` is the root. */
function standsIn(folders: readonly string[]): (path: string) => boolean {
  const wanted = new Set(
    folders.map((folder) => (folder === topFolder ? '' : folder.normalize('NFC').replace(/\/+$/, ''))),
  );
  const isWanted = remembered((folder) => wanted.has(folder.normalize('NFC')));
  return (path) => isWanted(parentOf(path));
}

/** `*` stands for any run of characters; without one, the text may stand anywhere in the name. */
function fits(pattern: string): (name: string) => boolean {
  if (pattern.includes('*')) return fitsWhole(pattern);
  const text = fold(pattern);
  return (name) => fold(name).includes(text);
}

/** The whole name, where `*` stands for any run of characters. */
function fitsWhole(pattern: string): (name: string) => boolean {
  const parts = fold(pattern).split('*');
  const [first] = parts;
  if (parts.length === 1) return (name) => fold(name) === first;
  const last = parts[parts.length - 1];
  const between = parts.slice(1, -1);
  return (name) => {
    const text = fold(name);
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    for (const part of between) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= text.length - last.length;
  };
}

function testOf(term: QueryTerm): Test {
  switch (term.field) {
    case 'path': {
      const text = fold(term.text);
      return (row) => fold(row.path).includes(text);
    }
    case 'name': {
      const isFitting = fits(term.text);
      return ({ path }) => isFitting(path.slice(path.lastIndexOf('/') + 1));
    }
    case 'folder': {
      const isThere = standsIn(term.values);
      return ({ path }) => isThere(path);
    }
    case 'source': {
      const isFitting = fitsWhole(term.text);
      return (row) => row.sources?.().some(isFitting) ?? false;
    }
    case 'like':
      // Orders and does not narrow, also with a minus in front.
      return () => !term.negated;
    case 'class': {
      const isNamed = namedOneOf(term.values);
      return (row) => isNamed(row.given);
    }
    case 'subset': {
      const isNamed = namedOneOf(term.values);
      return (row) => isNamed(row.subset);
    }
    case 'predicted': {
      const isNamed = namedOneOf(term.values);
      return (row) => isNamed(row.predicted);
    }
    case 'decision':
      return ({ decision }) => decision !== undefined && term.values.includes(decision);
    case 'confidence':
    case 'margin':
    case 'loss':
    case 'reject':
    case 'similarity':
      return (row) => {
        const value = row[term.field];
        return (
          (term.lowOpen ? value > term.low : value >= term.low) &&
          (term.highOpen ? value < term.high : value <= term.high)
        );
      };
    case 'is':
      return stateTest(term.state);
  }
}

function stateTest(state: Extract<QueryTerm, { field: 'is' }>['state']): Test {
  switch (state) {
    case 'suspicious':
      return (row) => row.suspicious;
    case 'pending':
      return ({ decision }) => decision !== undefined && decision !== 'keep';
    case 'undecided':
      return (row) => row.decision === undefined;
    case 'decided':
      return (row) => row.decision !== undefined;
    case 'kept':
      return (row) => row.decision === 'keep';
    case 'unreadable':
      return (row) => row.unreadable;
    case 'unsorted':
      return (row) => row.given === undefined;
    default: {
      const mask = findingMask(state);
      return (row) => ((row.findings ?? 0) & mask) !== 0;
    }
  }
}

/** Tells of one image after another whether it fulfils every term; what can be prepared is prepared once. */
export function matcherOf(terms: readonly QueryTerm[]): Test {
  const tests = terms.map((term) => ({ test: testOf(term), isNegated: term.negated }));
  return (row) => tests.every(({ test, isNegated }) => test(row) !== isNegated);
}
