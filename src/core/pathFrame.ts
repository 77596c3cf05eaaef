/**
 * Between the folder that a person named and the dataset's root: the folder may lie above the root (a single-child
 * folder), be it, or lie inside (one class of a known dataset). Paths people see are relative to the folder they named.
 */
export interface PathFrame {
  /** Root relative to the folder ('' when equal or when the folder lies inside the root). */
  readonly prefix: string;
  /** Folder relative to the root ('' when equal or when it lies above). */
  readonly scope: string;
}

/** The path as the person knows it; undefined when the image lies outside the folder named. */
export function toNamed({ prefix, scope }: PathFrame, path: string): string | undefined {
  if (scope !== '') return path.startsWith(`${scope}/`) ? path.slice(scope.length + 1) : undefined;
  return prefix === '' ? path : `${prefix}/${path}`;
}

/** The path below the dataset's root; undefined when it lies outside. */
export function fromNamed({ prefix, scope }: PathFrame, path: string): string | undefined {
  if (scope !== '') return `${scope}/${path}`;
  if (prefix === '') return path;
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : undefined;
}
