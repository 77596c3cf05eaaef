import { isAbsolute, relative, sep } from 'node:path';

/**
 * The path of a place in a folder, relative to it with `/` between; '' for the folder itself, undefined for a place
 * outside. Both are absolute. Goes by the names alone: a link on the way may lead elsewhere.
 */
export function pathBelow(folder: string, path: string): string | undefined {
  const below = relative(folder, path);
  // `relative` answers with an absolute path between two drives of Windows.
  if (below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)) return undefined;
  return below.split(sep).join('/');
}
