import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** Installs a packaged extension the way a user does: by the editor's own command line. */
export async function installVsix(
  run: { node: string; entry: string; env: NodeJS.ProcessEnv },
  folders: { userDataDir: string; extensionsDir: string },
  vsix: string,
): Promise<void> {
  const args = [
    run.entry,
    '--user-data-dir',
    folders.userDataDir,
    '--extensions-dir',
    folders.extensionsDir,
    '--install-extension',
    resolve(vsix),
    '--force',
  ];
  const { stdout, stderr } = await promisify(execFile)(run.node, args, { env: run.env });
  // The command ends with 0 even after some failures, so look at what it did.
  if (!/was successfully installed/.test(stdout)) throw new Error(`${vsix} was not installed:\n${stdout}\n${stderr}`);
}

/** Registers an unpackaged extension where it stands, so that a rebuild needs no packaging. */
export async function linkExtension(extensionsDir: string, extensionPath: string): Promise<void> {
  const folder = resolve(extensionPath);
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const entry = {
    identifier: { id: `${manifest.publisher}.${manifest.name}` },
    version: manifest.version,
    location: { $mid: 1, path: folder, scheme: 'file' },
    metadata: { installedTimestamp: 1, source: 'vsix' },
  };
  await mkdir(extensionsDir, { recursive: true });
  await writeFile(join(extensionsDir, 'extensions.json'), JSON.stringify([entry]));
}
