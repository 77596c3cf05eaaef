import type * as z from 'zod';
import { UserError } from '../errors';
import type { CliFace } from './operation';

/** What is wrong with the parameters of a command, in the words that its user typed: `DIR`, `--min-size`. */
export function usageProblem(
  command: string,
  { positional }: Pick<CliFace<never>, 'positional'>,
  error: z.ZodError,
  given: unknown,
): UserError {
  const [issue] = error.issues;
  const key = String(issue.path[0]);
  const name = positional.includes(key) ? key.toUpperCase() : optionName(key);
  const value = valueAt(given, issue.path);
  const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0);
  const problem = isEmpty ? `needs ${name}` : `${name} ${expectation(issue)}, not ${JSON.stringify(value)}`;
  return new UserError(`${command}${isEmpty ? '' : ':'} ${problem}. Try: winnow ${command} --help`);
}

/** `minSize` as it is typed: `--min-size`. */
export function optionName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

const expectedTypes: Readonly<Record<string, string>> = {
  int: 'a whole number',
  array: 'a list',
  object: 'an object {…}',
  string: 'a text',
};

/** What stands at a place of a parsed text. */
export function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inside, part) => (inside as Readonly<Record<PropertyKey, unknown>> | undefined)?.[part],
    given,
  );
}

/** What was expected instead, to follow the name of a value. */
export function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `takes ${oneOf(issue.values.map(String))}`;
    case 'too_big':
      return `takes at most ${issue.maximum}`;
    case 'too_small':
      return issue.inclusive === false ? `takes more than ${issue.minimum}` : `takes at least ${issue.minimum}`;
    case 'invalid_type':
      return `takes ${expectedTypes[issue.expected] ?? `a ${issue.expected}`}`;
    default:
      return `is not understood (${issue.message})`;
  }
}

function oneOf(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values[values.length - 1]}`;
}
