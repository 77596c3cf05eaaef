/**
 * `npm run package:cli [-- FOLDER]`: engine and command line as an npm package with the command `winnow`, into FOLDER
 * (by default the checkout). `npm run build` comes first.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { npm } from './npm.mjs';

const staging = resolve('build', 'cli');
const out = resolve(process.argv[2] ?? '.');

/** Only the editor needs these. */
const editorOnly = /^(extension|host|page|trainingLog)\.|^codicons$|\.map$/;

/** Loaded from node_modules at run time; all else stands in the bundles. */
const loaded = ['sharp', 'lmdb', 'onnxruntime-node', 'onnxruntime-web', '@techstark/opencv-js'];

if (!existsSync('dist/cli.js')) {
  console.error('There is nothing to pack: run "npm run build" first.');
  process.exit(2);
}
await rm(staging, { recursive: true, force: true });
await mkdir(join(staging, 'dist'), { recursive: true });
for (const name of await readdir('dist'))
  if (!editorOnly.test(name)) await cp(join('dist', name), join(staging, 'dist', name), { recursive: true });
await cp('media', join(staging, 'media'), { recursive: true });
for (const file of ['LICENSE', 'NOTICE', 'CHANGELOG.md']) await cp(file, join(staging, file));
await cp('scripts/packaging/cli/README.md', join(staging, 'README.md'));

const { version, license, keywords, engines, bin, dependencies } = JSON.parse(await readFile('package.json', 'utf8'));
const manifest = {
  name: '@winnow/cli',
  version,
  description: 'Finds what is wrong in a folder of images for training: labels, copies, collages, broken pictures.',
  license,
  keywords,
  engines: { node: engines.node },
  bin,
  dependencies: Object.fromEntries(loaded.map((name) => [name, dependencies[name]])),
};
await writeFile(join(staging, 'package.json'), JSON.stringify(manifest, null, 2));
const { code, stdout, stderr } = await npm(['pack', '--silent', '--pack-destination', out], { cwd: staging });
if (code !== 0) throw new Error(`npm pack failed: ${stderr}`);
console.log(join(out, stdout.trim()));
