import type { QueryTerm } from './query';

/** Quotes what would otherwise be read as several words, as a filter or as a negation. */
export function quoteValue(value: string): string {
  return /[\s":]/.test(value) || value.startsWith('-') ? `"${value.replace(/["\\]/g, '\\$&')}"` : value;
}

function formatRange(term: Extract<QueryTerm, { low: number }>): string {
  if (term.low === term.high) return `${term.low}`;
  if (term.high === Infinity) return `${term.lowOpen ? '>' : '>='}${term.low}`;
  if (term.low === -Infinity) return `${term.highOpen ? '<' : '<='}${term.high}`;
  return `${term.low}..${term.high}`;
}

function formatTerm(term: QueryTerm): string {
  const minus = term.negated ? '-' : '';
  if ('text' in term) return `${minus}${term.field === 'path' ? '' : `${term.field}:`}${quoteValue(term.text)}`;
  if (term.field === 'is') return `${minus}is:${term.state}`;
  if ('values' in term) return term.values.map((value) => `${minus}${term.field}:${quoteValue(value)}`).join(' ');
  return `${minus}${term.field}:${formatRange(term)}`;
}

/** The text that reads back as the same terms. */
export function formatQuery(terms: readonly QueryTerm[]): string {
  return terms.map(formatTerm).join(' ');
}
