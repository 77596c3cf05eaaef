import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { installTestEditor } from '../../../scripts/installTestEditor.mjs';
import { installedOnce, linkExtension } from './extensions';
import { killTree, stopTree } from './processTree';
import { cleanEnvironment, freePort, spawnServer, waitUntilServing } from './server';
import { themeSettings, writeSettings, type Settings, type Theme } from './settings';

export interface EditorOptions {
  /** The folder or `.code-workspace` file to open; none gives an empty window. */
  workspace?: string;
  /** A packaged extension, installed as a user would. */
  vsix?: string;
  /** Whether the test writes into the extension, which needs a copy of its own then. */
  changesExtension?: boolean;
  settings?: Settings;
  /** `false` starts in Restricted Mode. */
  trust?: boolean;
  theme?: Theme;
  /** The `folder` of an earlier editor, to start again with its settings, state and backups. */
  reuse?: string;
  /** Added to the environment of the server and so of the extension host. */
  env?: NodeJS.ProcessEnv;
}

export interface TestEditor {
  /** The address that opens the workspace. */
  readonly url: string;
  /** Holds all that this editor wrote: give it to `reuse`. */
  readonly folder: string;
  readonly userDataDir: string;
  /** Where the extension stands; empty without one. */
  readonly extensionFolder: string;
  readonly logFile: string;
  /** The server's process; its extension hosts and their engines are below it. */
  readonly pid: number;
  /** Merges into the user's settings; a running workbench follows after `reload`. */
  configure(patch: Settings): Promise<void>;
  /** Ends the editor and, unless `keep`, deletes its folder. */
  stop(options?: { keep?: boolean }): Promise<void>;
  /** Kills every process of it at once, as a power cut would. Nothing is deleted. */
  kill(): Promise<void>;
  /** Starts it again (after `kill`, or ending it first) at the same address, so that an open page finds it. */
  restart(): Promise<void>;
}

/** Starts VS Code as a user would have it: own settings, own extensions, one workspace. */
export async function startEditor(options: EditorOptions = {}): Promise<TestEditor> {
  const { node, codeServerRoot } = await installTestEditor();
  const entry = join(codeServerRoot, 'out', 'node', 'entry.js');
  const folder = options.reuse ?? (await mkdtemp(join(tmpdir(), 'winnow-editor-')));
  const userDataDir = join(folder, 'user-data');
  const extensionsDir = join(folder, 'extensions');
  const logFile = join(folder, 'server.log');
  await mkdir(extensionsDir, { recursive: true });
  await writeSettings(userDataDir, { ...themeSettings(options.theme ?? 'dark'), ...options.settings });

  // An own home for code-server's configuration, or it would read and write the developer's.
  // An own cache and state as well: what an earlier run has read must not be known to this one.
  const env = cleanEnvironment({
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_STATE_HOME: join(folder, 'state'),
    ...options.env,
  });
  const installed = options.vsix === undefined ? '' : await installedOnce({ node, entry }, options.vsix);
  const extensionFolder = options.changesExtension ? join(extensionsDir, basename(installed)) : installed;
  if (options.changesExtension) await cp(installed, extensionFolder, { recursive: true });
  if (options.vsix !== undefined) await linkExtension(extensionsDir, extensionFolder);

  const port = await freePort();
  const base = `http://127.0.0.1:${port}/`;
  const args = [
    entry,
    '--bind-addr',
    `127.0.0.1:${port}`,
    '--auth',
    'none',
    '--disable-telemetry',
    '--disable-update-check',
  ];
  args.push('--disable-getting-started-override', '--ignore-last-opened');
  args.push('--user-data-dir', userDataDir, '--extensions-dir', extensionsDir);
  if (options.trust !== false) args.push('--disable-workspace-trust');

  let pid = 0;
  const start = async (): Promise<void> => {
    pid = spawnServer({ node, args, env, logFile });
    await waitUntilServing(`${base}healthz`, pid, logFile);
  };
  const end = async (how: (root: number) => Promise<void>): Promise<void> => {
    if (pid) await how(pid);
    pid = 0;
  };
  await start();

  return {
    url: base + workspaceQuery(options.workspace),
    folder,
    userDataDir,
    extensionFolder,
    logFile,
    get pid() {
      return pid;
    },
    configure: (patch) => writeSettings(userDataDir, patch),
    async stop({ keep = false } = {}) {
      // What is thrown away needs no farewell; VS Code takes some ten seconds for it.
      await end(keep ? stopTree : killTree);
      if (!keep) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
    kill: () => end(killTree),
    async restart() {
      await end(stopTree);
      await start();
    },
  };
}

function workspaceQuery(workspace: string | undefined): string {
  if (!workspace) return '?ew=true';
  const kind = workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
  return `?${kind}=${encodeURIComponent(resolve(workspace))}`;
}
