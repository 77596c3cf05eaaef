import { accessSync, constants } from 'node:fs';
import { execFile } from 'node:child_process';
import { delimiter, join, relative, isAbsolute } from 'node:path';
import { promisify } from 'node:util';

const oldest = [20, 9] as const;

export interface Runtime {
  readonly path: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Why this one, for the log. */
  readonly reason: string;
}

/** What the choice goes by. */
export interface RuntimeFacts {
  /** The setting `winnow.nodePath`; '' is none. */
  readonly wanted: string;
  readonly isTrusted: boolean;
  readonly workspaceFolders: readonly string[];
  /** The program that runs the extension host, and whether it is Electron. */
  readonly execPath: string;
  readonly isElectron: boolean;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Chooses what runs the engine: the user's setting; this process unless it is Electron; a Node on PATH that does not
 * lie in the workspace, in trusted workspaces; Electron as Node last.
 */
export async function nodeRuntime(facts: RuntimeFacts): Promise<Runtime> {
  const { wanted, isTrusted, execPath, isElectron, environment } = facts;
  if (isTrusted && wanted) return { path: wanted, environment, reason: 'the setting winnow.nodePath' };
  if (!isElectron) return { path: execPath, environment, reason: 'the Node that runs the extension host' };
  if (isTrusted) {
    const found = await nodeOnPath(facts);
    if (found) return { path: found, environment, reason: 'found on PATH' };
  }
  return {
    path: execPath,
    environment: { ...environment, ELECTRON_RUN_AS_NODE: '1' },
    reason: 'no Node on PATH: VS Code itself runs as Node',
  };
}

async function nodeOnPath({ environment, workspaceFolders }: RuntimeFacts): Promise<string | undefined> {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  for (const folder of (environment.PATH ?? '').split(delimiter)) {
    if (!isAbsolute(folder) || insideWorkspace(folder, workspaceFolders)) continue;
    const path = join(folder, name);
    if (isExecutable(path) && (await isRecent(path))) return path;
  }
  return undefined;
}

function insideWorkspace(folder: string, workspaceFolders: readonly string[]): boolean {
  return workspaceFolders.some((root) => {
    const below = relative(root, folder);
    return below === '' || (!below.startsWith('..') && !isAbsolute(below));
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (_notThere) {
    return false;
  }
}

async function isRecent(path: string): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 5000 });
    const [major, minor] = stdout.trim().replace(/^v/, '').split('.').map(Number);
    return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
  } catch (_notANode) {
    return false;
  }
}
