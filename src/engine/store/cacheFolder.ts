import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The user's cache folder of this platform; everything in it may be deleted at any time. */
export function defaultCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (process.platform === 'win32')
    return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'winnow', 'cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'winnow');
  // The XDG specification: empty is not set, and a relative path is to be ignored.
  const base = environment.XDG_CACHE_HOME;
  return join(base && isAbsolute(base) ? base : join(homedir(), '.cache'), 'winnow');
}
