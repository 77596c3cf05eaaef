/** Which packages of others are shipped, on any platform, and under which licence. */
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { programs } from '../../esbuild.mjs';
import { readLock } from './prebuilt.mjs';
import { runtimePackages } from './stage.mjs';
import { targets } from './targets.mjs';

/** Copied by the build as files. */
const copied = ['@vscode/codicons', '@tensorflow/tfjs-backend-wasm'];

/** Licences under which a shipped package may stand; all of them allow this with their notice kept. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
]);

/** libvips is a shared library beside the others and can be exchanged for another build, as the LGPL asks. */
const sharedLibraries = /^@img\/sharp-(libvips|win32)-/;

/**
 * @returns {Promise<Array<{name: string, version: string, licence: string, folder: string}>>} by name; `folder` is the
 *   place in node_modules, which for the packages of other platforms does not exist
 */
export async function shippedPackages() {
  const folders = new Set([...(await bundledFolders()), ...copied.map((name) => `node_modules/${name}`)]);
  for (const target of Object.values(targets))
    for (const name of await runtimePackages(target)) folders.add(`node_modules/${name}`);
  const lock = await readLock();
  const packages = [...folders].map((folder) => {
    const locked = lock[folder];
    if (!locked) throw new Error(`${folder} does not stand in package-lock.json.`);
    const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return { name, version: locked.version, licence: locked.license ?? 'none stated', folder };
  });
  return packages.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
}

/** Folders of the packages of which code stands in the bundles. */
async function bundledFolders() {
  const folders = new Set();
  const built = await Promise.all(
    programs.map((options) => build({ ...options, write: false, metafile: true, logLevel: 'silent' })),
  );
  for (const { metafile } of built)
    for (const { inputs } of Object.values(metafile.outputs))
      for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
        if (folder && bytesInOutput > 0) folders.add(folder);
      }
  return folders;
}

/** The packages whose licence is not on the list, in words; empty: none. */
export function unwelcomeLicences(packages) {
  return packages
    .filter(({ name, licence }) => !isAllowed(licence, sharedLibraries.test(name)))
    .map(({ name, version, licence }) => `${name} ${version}: ${licence}`);
}

/** Of alternatives (OR) one suffices, of parts (AND) all must be allowed. */
function isAllowed(licence, mayBeShared) {
  const words = licence.replace(/[()]/g, '');
  if (words.includes(' OR ')) return words.split(' OR ').some((part) => isAllowed(part, mayBeShared));
  return words.split(' AND ').every((part) => allowed.has(part) || (mayBeShared && part === 'LGPL-3.0-or-later'));
}

/** package.json of an installed package; empty where it is for another platform. */
export async function manifestOf(folder) {
  try {
    return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}
