import { findingWords } from '../findings/findingWords';
import { imageStates, queryFields } from './query';
import { splitWords } from './queryWords';
import { quoteValue } from './queryText';

/** What can stand in a query of this dataset, in the order in which it is offered. */
export interface QueryNames {
  readonly classes: readonly string[];
  readonly subsets: readonly string[];
  /** Search terms and hosts that images came from. */
  readonly sources: readonly string[];
}

/** `text` takes the place of what stands between `from` and `to`. */
export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** A field without its value: the next word to type follows at once. */
  readonly isOpen: boolean;
}

const most = 50;
/** A second name of a field is understood, not offered. */
const offered = Object.keys(queryFields).filter((name) => name !== 'label' && name !== 'split');
const numbers = ['>0.9', '>0.5', '<0.5', '<0.1', '0.4..0.6'];
const decisions = ['keep', 'relabel', 'delete', 'set-aside'];

/** Those that begin with what was typed, then those that have it inside. */
function matching(values: readonly string[], typed: string): string[] {
  const wanted = typed.toLowerCase();
  const places = values.map((value) => ({ value, at: value.toLowerCase().indexOf(wanted) }));
  const first = places.filter(({ at }) => at === 0);
  const later = places.filter(({ at }) => at > 0);
  return [...first, ...later].map(({ value }) => value);
}

function valuesOf(field: string, names: QueryNames): readonly string[] {
  const key = field.toLowerCase();
  if (!Object.hasOwn(queryFields, key)) return [];
  switch (queryFields[key]) {
    case 'class':
    case 'predicted':
      return names.classes;
    case 'subset':
      return names.subsets;
    case 'is':
      return [...imageStates, ...findingWords];
    case 'decision':
      return decisions;
    case 'confidence':
    case 'margin':
    case 'loss':
    case 'reject':
    case 'similarity':
      return numbers;
    case 'source':
      return names.sources;
    case 'name':
    case 'path':
    case 'folder':
    case 'like':
      return [];
  }
}

/**
 * What may stand at the caret, best first, at most 50: the values of a field after its colon, else fields and classes.
 * Nothing where the word is whole already.
 */
export function completeQuery(line: string, caret: number, names: QueryNames): Completion[] {
  const word = splitWords(line).find(({ from, to }) => from < caret && caret <= to);
  const from = word?.from ?? caret;
  const to = word?.to ?? caret;
  const minus = word?.negated ? '-' : '';
  const field = word?.field;
  const typed = word?.value ?? '';
  const whole = (name: string, value: string): Completion => ({
    from,
    to,
    text: `${minus}${name}:${quoteValue(value)}`,
    isOpen: false,
  });
  const found =
    field !== undefined
      ? matching(valuesOf(field, names), typed).map((value) => whole(field, value))
      : [
          ...offered
            .filter((name) => name.startsWith(typed.toLowerCase()))
            .map((name): Completion => ({ from, to, text: `${minus}${name}:`, isOpen: true })),
          ...(typed === ''
            ? []
            : [
                ...matching(names.classes, typed).map((name) => whole('class', name)),
                ...matching([...imageStates, ...findingWords], typed).map((state) => whole('is', state)),
              ]),
        ];
  return found.filter(({ text }) => text !== line.slice(from, to)).slice(0, most);
}
