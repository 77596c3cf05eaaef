import * as z from 'zod';
import { className } from './className';

/** Stands in the search command for the term, as an argument of its own. */
const termPlaceholder = '{term}';

const searchTerm = z
  .string()
  .trim()
  .min(1)
  .max(500)
  // Class names come from folders, which anybody may have made.
  .refine((term) => !term.startsWith('-'), 'begins with "-" and would be read as an option')
  .refine((term) => !/[\0-\x1f]/.test(term), 'has control characters');

/** What to search for, and the class that the images go to. */
export const search = z.object({ label: className, term: searchTerm });
export type Search = z.infer<typeof search>;

/** A program and its arguments. */
export const searchCommand = z.array(z.string().max(4000)).min(1).max(100);

/** The program and its arguments for a term: in place of `{term}`, or else as the last. */
export function searchArguments(command: readonly string[], term: string): string[] {
  if (!command.includes(termPlaceholder)) return [...command, term];
  return command.map((part, i) => (i > 0 && part === termPlaceholder ? term : part));
}

/** Reads `cat, dog = labrador puppy`: classes, each with what to search for where that is something else. */
export function parseSearches(text: string): { readonly label: string; readonly term: string }[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      if (at < 0) return { label: part, term: part };
      return { label: part.slice(0, at).trim(), term: part.slice(at + 1).trim() };
    });
}
