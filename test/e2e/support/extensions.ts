import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment } from './server';

/**
 * The packaged extension as the editor's own command line installs it, in a folder beside the package; a package that
 * stands there as it was is not installed again, for every scene starts an editor.
 */
export async function installedOnce(run: { node: string; entry: string }, vsix: string): Promise<string> {
  const folder = `${resolve(vsix)}.installed`;
  const marker = join(folder, 'installed.json');
  const { mtimeMs, size } = await stat(vsix);
  const wanted = JSON.stringify({ mtimeMs, size });
  if ((await readFile(marker, 'utf8').catch(() => '')) !== wanted) {
    await rm(folder, { recursive: true, force: true });
    await installVsix(run, folder, vsix);
    await writeFile(marker, wanted);
  }
  const names = (await readdir(join(folder, 'extensions'), { withFileTypes: true })).filter((one) => one.isDirectory());
  if (names.length !== 1) throw new Error(`${folder} holds ${names.length} extensions: delete it.`);
  return join(folder, 'extensions', names[0].name);
}

async function installVsix(run: { node: string; entry: string }, folder: string, vsix: string): Promise<void> {
  const args = [
    run.entry,
    '--user-data-dir',
    join(folder, 'user-data'),
    '--extensions-dir',
    join(folder, 'extensions'),
    '--install-extension',
    resolve(vsix),
    '--force',
  ];
  const env = cleanEnvironment({ XDG_CONFIG_HOME: join(folder, 'config') });
  const { stdout, stderr } = await promisify(execFile)(run.node, args, { env });
  // The command ends with 0 even after some failures, so look at what it did.
  if (!/was successfully installed/.test(stdout)) throw new Error(`${vsix} was not installed:\n${stdout}\n${stderr}`);
}

/** Registers an extension where it stands. */
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
