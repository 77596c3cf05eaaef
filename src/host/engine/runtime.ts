import { accessSync, constants } from 'node:fs';
import { execFile } from 'node:child_process';
import { delimiter, join, relative, isAbsolute } from 'node:path';
import { promisify } from 'node:util';
import { workspace } from 'vscode';

const oldest = [20, 9] as const;

export interface Runtime {
  readonly path: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Why this one, for the log. */
  readonly reason: string;
}

/**
 * Chooses what runs the engine: the user's setting; this process unless it is Electron; a Node on PATH that does not
 * lie in the workspace, in trusted workspaces; Electron as Node last.
 */
export async function chooseRuntime(): Promise<Runtime> {
  const wanted = workspace.isTrusted ? workspace.getConfiguration('winnow').get<string>('nodePath') : undefined;
  if (wanted) return { path: wanted, environment: process.env, reason: 'the setting winnow.nodePath' };
  if (!process.versions.electron)
    return { path: process.execPath, environment: process.env, reason: 'the Node that runs the extension host' };
  if (workspace.isTrusted) {
    const found = await nodeOnPath();
    if (found) return { path: found, environment: process.env, reason: 'found on PATH' };
  }
  return {
    path: process.execPath,
    environment: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    reason: 'no Node on PATH: VS Code itself runs as Node',
  };
}

async function nodeOnPath(): Promise<string | undefined> {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (!isAbsolute(folder) || insideWorkspace(folder)) continue;
    const path = join(folder, name);
    if (isExecutable(path) && (await isRecent(path))) return path;
  }
  return undefined;
}

function insideWorkspace(folder: string): boolean {
  return (workspace.workspaceFolders ?? []).some(({ uri }) => {
    const below = relative(uri.fsPath, folder);
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
