/**
 * `npm start [-- FOLDER]`: builds, indexes a folder (by default a sample dataset that it draws), says what was found,
 * and opens it in VS Code where `code` is on the PATH. Works from a clean checkout: it installs what is missing first.
 */
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { run, runQuietly } from './run.mjs';

const [given] = process.argv.slice(2);
const folder = resolve(given ?? 'sample');

const vsix = 'winnow.vsix';
if (!existsSync('node_modules/esbuild')) await runQuietly('Installing', 'npm', ['install', '--no-save']);
await runQuietly('Building', process.execPath, ['esbuild.mjs']);
await runQuietly('Packing the extension', process.execPath, ['scripts/package.mjs', '--out', vsix]);
if (!given && !existsSync(folder)) await run(process.execPath, ['dist/cli.js', 'sample', folder]);
await run(process.execPath, ['dist/cli.js', 'index', folder]);
await run(process.execPath, ['dist/cli.js', 'rank', folder, '--top', '10']);

const code = spawnSync('code', ['--version'], { stdio: 'ignore' }).status === 0;
if (code) {
  await run('code', ['--install-extension', vsix, '--force']);
  await run('code', [folder]);
  console.log('In VS Code: right-click a folder in the explorer and choose "Clean This Folder".');
} else {
  console.log(`
To see the images: install the extension and open the folder,
  code --install-extension ${resolve(vsix)}
  code ${folder}
then right-click a folder in the explorer and choose "Clean This Folder".`);
}
