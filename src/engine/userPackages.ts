import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Loads a package that the user has installed, never one of ours and never one of a dataset. Throws where there is none.
 * `from`: a folder of this program; `places`: folders in whose node_modules it is looked for.
 */
export function loadUserPackage(name: string, from: string, places: readonly string[] = usualPlaces()): unknown {
  const load = createRequire(join(from, 'loader.js'));
  let path: string;
  try {
    path = load.resolve(name, { paths: [...places] });
  } catch (_notThere) {
    throw new Error(`${name} is not installed`);
  }
  return load(path);
}

/** Home, and where `npm install --global` puts packages beside this Node; NODE_PATH is looked at by Node itself. */
function usualPlaces(): string[] {
  const prefix = dirname(dirname(process.execPath));
  const roaming = process.env.APPDATA;
  return [homedir(), join(prefix, 'lib'), dirname(process.execPath), ...(roaming ? [join(roaming, 'npm')] : [])];
}
