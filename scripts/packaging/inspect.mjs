/** Looks into a built package (a VSIX is a zip file) without unpacking it to disk. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { open } from 'yauzl';
import { machineOf } from './machine.mjs';
import { maxMegabytes, prebuiltPackages } from './targets.mjs';

/** Parts of every package. */
const parts = [
  'package.json',
  'readme.md',
  'changelog.md',
  'LICENSE.txt',
  'NOTICE',
  'dist/extension.js',
  'dist/host.js',
  'dist/engine.js',
  'dist/cli.js',
  'dist/imageWorker.js',
  'dist/compute.js',
  'dist/trainer.js',
  'dist/tfjs/tfjs-backend-wasm-simd.wasm',
  'dist/tfjs/tfjs-backend-wasm.wasm',
  'dist/page.js',
  'dist/page.css',
  'package.nls.json',
  'l10n/bundle.l10n.json',
  'dist/codicons/codicon.ttf',
  'media/backbone/backbone.onnx',
  'media/backbone/card.json',
  'media/icon.png',
  'dist/node_modules/sharp/package.json',
  'dist/node_modules/lmdb/dist/index.cjs',
  'dist/node_modules/onnxruntime-web/dist/ort.node.min.mjs',
  'dist/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
  'dist/node_modules/@techstark/opencv-js/dist/opencv.js',
];

/** What must be in the package of a target. */
function requiredParts(target) {
  const { platform, arch, runtime } = target;
  return [
    ...parts,
    ...prebuiltPackages(target).map((name) => `dist/node_modules/${name}/package.json`),
    ...(runtime === 'native'
      ? [`dist/node_modules/onnxruntime-node/bin/napi-v6/${platform}/${arch}/onnxruntime_binding.node`]
      : []),
  ];
}

/**
 * @param {string} file a VSIX
 * @returns {Promise<Array<{path: string, bytes: number, packed: number, machine?: ReturnType<typeof machineOf>}>>} its
 *   files, by their path in the extension; `machine` of native ones
 */
export async function readPackage(file) {
  const zip = await promisify(open)(file, { lazyEntries: true });
  const openEntry = promisify(zip.openReadStream.bind(zip));
  const found = [];
  await new Promise((resolve, reject) => {
    zip.on('entry', (entry) => {
      readEntry(entry, openEntry)
        .then((read) => {
          if (read) found.push(read);
          zip.readEntry();
        })
        .catch(reject);
    });
    zip.once('end', resolve).once('error', reject);
    zip.readEntry();
  });
  return found;
}

async function readEntry(entry, openEntry) {
  if (!entry.fileName.startsWith('extension/') || entry.fileName.endsWith('/')) return undefined;
  const path = entry.fileName.slice('extension/'.length);
  const read = { path, bytes: entry.uncompressedSize, packed: entry.compressedSize };
  if (!isNative(path)) return read;
  const bytes = await buffer(await openEntry(entry));
  return { ...read, machine: machineOf(bytes), said: await whatFileSays(bytes) };
}

function isNative(path) {
  return /\.(node|dylib|dll|so(\.[\d.]+)?)$/.test(path);
}

/** What the program `file` says of these bytes, where it is installed: a second opinion. */
async function whatFileSays(bytes) {
  if (!existsSync('/usr/bin/file')) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'winnow-native-'));
  try {
    await writeFile(join(folder, 'native'), bytes);
    return execFileSync('/usr/bin/file', ['-b', join(folder, 'native')], { encoding: 'utf8' }).trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const saidOf = {
  'linux-x64': /ELF.*x86-64/,
  'linux-arm64': /ELF.*aarch64/,
  'darwin-x64': /Mach-O.*x86_64/,
  'darwin-arm64': /Mach-O.*arm64/,
  'win32-x64': /PE32\+.*x86-64/,
};

/** All that is wrong with a package for a target (see targets.mjs), in words; empty: nothing. */
export async function faultsOf(file, target) {
  const entries = await readPackage(file);
  const paths = new Set(entries.map(({ path }) => path));
  const faults = requiredParts(target)
    .filter((path) => !paths.has(path))
    .map((path) => `${path} is missing`);
  for (const { path, machine, said } of entries.filter(({ path }) => isNative(path))) {
    const where = `${machine?.platform}-${machine?.arch}`;
    if (where !== `${target.platform}-${target.arch}`) faults.push(`${path} was built for ${where}`);
    if (machine?.libc && machine.libc !== target.libc) faults.push(`${path} needs ${machine.libc}`);
    if (said && !saidOf[`${target.platform}-${target.arch}`].test(said)) faults.push(`${path}: file says "${said}"`);
  }
  if (target.runtime === 'web' && entries.some(({ path }) => path.includes('/onnxruntime-node/')))
    faults.push('ONNX Runtime has no native build for this platform, and yet stands in it');
  const sourceMaps = entries.filter(({ path }) => path.endsWith('.map'));
  if (sourceMaps.length > 0) faults.push(`${sourceMaps.length} source maps, e.g. ${sourceMaps[0].path}`);
  const megabytes = (await stat(file)).size / 1e6;
  if (megabytes > maxMegabytes) faults.push(`${megabytes.toFixed(1)} MB; at most ${maxMegabytes} are allowed`);
  return faults;
}

/** Why something large is there, by the beginning of its path. */
const reasons = [
  [/onnxruntime-node\/.*DirectML/, 'ONNX Runtime on Windows GPUs (DirectML)'],
  [/onnxruntime-node\/.*binding/, 'ONNX Runtime for Node'],
  [/onnxruntime-node\//, 'ONNX Runtime: computes the embeddings'],
  [/onnxruntime-web\//, 'ONNX Runtime as WebAssembly: where the native one does not load'],
  [/media\/backbone\//, 'the bundled model: no network is needed'],
  [/@img\/sharp-libvips|@img\/sharp-win32.*libvips/, 'libvips with its codecs: decodes and resizes images'],
  [/@img\//, 'sharp: libvips for Node'],
  [/opencv-js\//, 'OpenCV as WebAssembly: outlines in collage sheets'],
  [/@lmdb\//, 'LMDB: the cache; one build for each interface of Node'],
  [/dist\/trainer\.js/, 'trains a network (TensorFlow.js)'],
  [/dist\/tfjs\//, 'kernels of TensorFlow.js as WebAssembly'],
  [/dist\/(engine|cli)\.js/, 'the engine; the command line is the same engine'],
  [/dist\/page\.js/, 'the page: grid, loupe, map, curves'],
  [/dist\//, 'a program of the engine or of the editor'],
  [/docs\/pictures\//, 'a picture of README and walkthrough'],
  [/media\//, 'icon, model card, known models'],
];

/** The largest files of a package with the reason for each, largest first, by their packed size. */
export async function largestOf(file, count = 10) {
  const entries = await readPackage(file);
  return entries
    .sort((a, b) => b.packed - a.packed)
    .slice(0, count)
    .map(({ path, bytes, packed }) => ({
      path,
      bytes,
      packed,
      why: reasons.find(([pattern]) => pattern.test(path))?.[1] ?? 'part of a dependency',
    }));
}
