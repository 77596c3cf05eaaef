import { parseQuery, type QueryTerm } from '../../src/core/query/query';
import { formatQuery } from '../../src/core/query/queryText';

type Filter = Extract<QueryTerm, { field: 'class' | 'subset' | 'predicted' | 'is' }>;

/** True when a term says just what the filter says. */
function isSame(a: QueryTerm, b: Filter): boolean {
  return a.negated === b.negated && formatQuery([a]) === formatQuery([b]);
}

export function hasFilter(query: string, filter: Filter): boolean {
  return parseQuery(query).terms.some((term) => isSame(term, filter));
}

/** What shows one thing of a kind and so excludes the others of that kind. */
function excludes(filter: Filter, other: QueryTerm): boolean {
  const isClass = (term: QueryTerm) => term.field === 'class' || (term.field === 'is' && term.state === 'unsorted');
  if (other.negated) return false;
  return isClass(filter) ? isClass(other) : filter.field !== 'is' && other.field === filter.field;
}

/** Narrows the query to the filter, in the place of others of its kind; takes it away when it is there already. */
export function toggleFilter(query: string, filter: Filter): string {
  const { terms } = parseQuery(query);
  const rest = terms.filter((term) => !isSame(term, filter) && !excludes(filter, term));
  return formatQuery(terms.some((term) => isSame(term, filter)) ? rest : [...rest, filter]);
}

/** The way to what is shown: each step with the query that goes back to it. */
export function breadcrumbs(query: string): { readonly text: string; readonly query: string }[] {
  const { terms } = parseQuery(query);
  return terms.map((term, i) => ({ text: crumbText(term), query: formatQuery(terms.slice(0, i + 1)) }));
}

function crumbText(term: QueryTerm): string {
  const minus = term.negated ? '-' : '';
  if (term.field === 'is') return minus + term.state;
  if ((term.field === 'class' || term.field === 'subset') && term.values.length > 0)
    return minus + term.values.join(', ');
  return formatQuery([term]);
}
