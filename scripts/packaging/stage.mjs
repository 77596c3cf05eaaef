/** Puts together what goes into a package: the bundles, and from node_modules only what is loaded on the target. */
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './prebuilt.mjs';
import { isPrebuilt, loadedPackages } from './targets.mjs';

/**
 * Used by install scripts, never at run time; and msgpackr's native reader of long strings, which it does without and
 * which is not to be had for every platform.
 */
const leftOut = new Set(['adm-zip', 'global-agent', 'tar', 'node-gyp', 'node-addon-api', 'msgpackr-extract']);

/** Part of onnxruntime-web's own bundle. */
const bundledAlready = new Set(['flatbuffers', 'guid-typescript', 'long', 'platform', 'protobufjs']);

/** Kinds of files that are loaded at run time, and the licences. */
const runtimeFiles = /(\.(c?js|mjs|json|node|so(\.[\d.]+)?|dylib|dll|wasm)|\/dict\.txt|\/licen[sc]e[^/]*)$/i;

/** Folders of packages in which nothing is loaded at run time. */
const needlessFolders =
  /\/(\.[^/]+|test|tests|docs?|examples?|benchmark|src|scripts?|install|tools|dependencies|node_modules|bin\/[^/]+\.js)(\/|$)/;

/** Configurations of the tools that built a package. */
const needlessFiles = /(rollup\.config\.js|test-worker\.js|build-test\.js|preload\.js)$/;

/** Of ONNX Runtime's WebAssembly build: what Node loads. */
const webFiles = /^\/(package\.json|dist\/(ort\.node\.min\.mjs|ort-wasm-simd-threaded\.(mjs|wasm)))$/;

/** Fills `staging`, a folder that is emptied first. */
export async function stageExtension(staging, target) {
  await rm(staging, { recursive: true, force: true });
  await mkdir(join(staging, 'dist'), { recursive: true });
  await cp('dist', join(staging, 'dist'), { recursive: true, filter: (path) => !path.endsWith('.map') });
  await cp('media', join(staging, 'media'), { recursive: true });
  await cp('l10n', join(staging, 'l10n'), { recursive: true });
  for (const file of ['package.nls.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'NOTICE'])
    await cp(file, join(staging, file));
  await cp('docs/pictures', join(staging, 'docs', 'pictures'), { recursive: true });
  for (const name of await runtimePackages(target))
    await copyPackage(name, join(staging, 'dist', 'node_modules'), target);
  await writeManifest(staging);
  await writeFile(join(staging, '.vscodeignore'), '');
}

/** The names of all packages that are loaded from node_modules on a target, sorted. */
export async function runtimePackages(target) {
  const found = new Set();
  const visit = async (name) => {
    if (found.has(name)) return;
    found.add(name);
    if (isPrebuilt(name)) return;
    const manifest = JSON.parse(await readFile(join('node_modules', name, 'package.json'), 'utf8'));
    for (const dependency of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }))
      if (!isPrebuilt(dependency) && !leftOut.has(dependency) && !bundledAlready.has(dependency))
        if (existsSync(join('node_modules', dependency))) await visit(dependency);
  };
  for (const name of loadedPackages(target)) await visit(name);
  return [...found].sort();
}

async function copyPackage(name, to, target) {
  const from = await packageFolder(name);
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const inside = path.slice(from.length).replaceAll('\\', '/');
    if (entry.isFile() && isLoaded(name, inside, target)) await cp(path, join(to, name, inside));
  }
}

/** Whether a file of a package is needed; `inside` is its path below the package, with a slash before it. */
function isLoaded(name, inside, target) {
  if (needlessFolders.test(inside) || needlessFiles.test(inside) || !runtimeFiles.test(inside)) return false;
  if (name === 'onnxruntime-web') return webFiles.test(inside);
  if (name === 'onnxruntime-node') return !isForeignRuntime(inside, target);
  if (isPrebuilt(name) && target.platform === 'linux' && /\.(glibc|musl)\.node$/.test(inside))
    return inside.endsWith(`.${target.libc}.node`);
  return true;
}

/**
 * ONNX Runtime's package holds all platforms. Of macOS it holds the library twice, and the shorter name is loaded. Of
 * Windows, the shader compiler (9 MB packed) stays out: without it Dawn, which runs WebGPU, takes the one of the system.
 */
function isForeignRuntime(inside, { platform, arch }) {
  if (!inside.startsWith('/bin/napi-v')) return false;
  const [, , , itsPlatform, itsArch] = inside.split('/');
  if (itsPlatform !== platform || itsArch !== arch) return true;
  return /cuda|tensorrt|dxcompiler|dxil|libonnxruntime\.\d+\.\d[\d.]*\.dylib/i.test(inside);
}

async function writeManifest(staging) {
  const manifest = JSON.parse(await readFile('package.json', 'utf8'));
  for (const key of ['dependencies', 'devDependencies', 'scripts', 'private', 'bin']) delete manifest[key];
  await writeFile(join(staging, 'package.json'), JSON.stringify(manifest, null, 2));
}
