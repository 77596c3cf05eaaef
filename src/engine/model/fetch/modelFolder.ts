import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The user's folder of fetched models on this platform. It is no cache: a setting points into it. */
export function defaultModelFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (process.platform === 'win32')
    return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'winnow', 'models');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'winnow', 'models');
  // The XDG specification: empty is not set, and a relative path is to be ignored.
  const base = environment.XDG_DATA_HOME;
  return join(base && isAbsolute(base) ? base : join(homedir(), '.local', 'share'), 'winnow', 'models');
}
