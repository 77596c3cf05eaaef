/**
 * `npm run package [-- --out FILE]`: packs the extension for this machine's platform. Native modules go to
 * dist/node_modules, each pruned to the files of the platform; what must be inside is checked at the end.
 */
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execFileSync } from 'node:child_process';
import { createVSIX } from '@vscode/vsce';

const platform = process.platform;
const arch = process.arch;
const target = `${platform}-${arch}`;
const staging = resolve('build', 'vsix');
const outAt = process.argv.indexOf('--out');
const out = resolve(outAt > 0 ? process.argv[outAt + 1] : `winnow-${target}.vsix`);
const maxMegabytes = 60;

/** What the bundles load at run time. Their own dependencies are followed through their package.json. */
const natives = ['sharp', 'lmdb', 'onnxruntime-node', 'onnxruntime-web', '@techstark/opencv-js'];

/** Files of a package that nobody needs at run time. */
const needless = [
  /\.(md|map|ts|mts|cts|markdown|flow)$/i,
  /\/(test|tests|docs|doc|example|examples|benchmark|src|script|scripts|\.github)\//,
];

async function main() {
  await rm(staging, { recursive: true, force: true });
  await mkdir(join(staging, 'dist'), { recursive: true });
  await cp('dist', join(staging, 'dist'), { recursive: true, filter: (path) => !path.endsWith('.map') });
  await cp('media', join(staging, 'media'), { recursive: true });
  for (const file of ['README.md', 'CHANGELOG.md', 'LICENSE']) await cp(file, join(staging, file));
  await cp('docs/pictures', join(staging, 'docs', 'pictures'), { recursive: true });
  for (const name of await withDependencies(natives)) await copyPackage(name);
  await writeManifest();
  await writeFile(join(staging, '.vscodeignore'), '');
  await createVSIX({
    cwd: staging,
    packagePath: out,
    dependencies: false,
    target,
    skipLicense: true,
    allowMissingRepository: true,
    // The pictures stay where the README names them; there is no web address to put before them.
    rewriteRelativeLinks: false,
  });
  await verify();
}

async function withDependencies(names) {
  const found = new Set();
  const visit = async (name) => {
    if (found.has(name) || !existsSync(join('node_modules', name)) || foreign(name)) return;
    found.add(name);
    const manifest = JSON.parse(await readFile(join('node_modules', name, 'package.json'), 'utf8'));
    const wanted = { ...manifest.dependencies, ...manifest.optionalDependencies };
    for (const dependency of Object.keys(wanted))
      if (!installTimeOnly.has(dependency) && !bundledAlready.has(dependency)) await visit(dependency);
  };
  for (const name of names) await visit(name);
  return [...found].sort();
}

/** Used by install scripts, never at run time. */
const installTimeOnly = new Set(['adm-zip', 'global-agent', 'tar', 'node-gyp']);

/** Of ONNX Runtime's WebAssembly build: what Node loads; its bundle holds these. */
const webFiles = /^$|^\/(dist|package\.json)$|^\/dist\/(ort\.node\.min\.mjs|ort-wasm-simd-threaded\.(mjs|wasm))$/;
const bundledAlready = new Set(['flatbuffers', 'guid-typescript', 'long', 'platform', 'protobufjs']);

/** A prebuilt binary of another platform. */
function foreign(name) {
  const binary = /^@(img\/sharp|lmdb\/lmdb|msgpackr-extract\/msgpackr-extract)-/.test(name);
  return binary && !(name.endsWith(target) || name.endsWith(`libvips-${target}`));
}

async function copyPackage(name) {
  const from = join('node_modules', name);
  await cp(from, join(staging, 'dist', 'node_modules', name), {
    recursive: true,
    filter: (path) => {
      const inside = path.slice(from.length).replaceAll('\\', '/');
      if (inside.includes('/node_modules')) return false;
      if (name === 'onnxruntime-web') return webFiles.test(inside);
      if (name === 'onnxruntime-node' && inside.startsWith('/bin/napi-v') && inside.split('/').length >= 4)
        return (
          inside.split('/')[3] === platform && (inside.split('/')[4] ?? arch) === arch && !/cuda|tensorrt/i.test(inside)
        );
      return !needless.some((pattern) => pattern.test(inside)) || inside.endsWith('package.json');
    },
  });
}

async function writeManifest() {
  const manifest = JSON.parse(await readFile('package.json', 'utf8'));
  for (const key of ['dependencies', 'devDependencies', 'scripts', 'private', 'bin']) delete manifest[key];
  await writeFile(join(staging, 'package.json'), JSON.stringify(manifest, null, 2));
}

/** Fails when a required file is missing or when the package grew too large. */
async function verify() {
  const required = [
    'dist/extension.js',
    'dist/engine.js',
    'dist/imageWorker.js',
    'dist/compute.js',
    'dist/trainer.js',
    'dist/tfjs/tfjs-backend-wasm-simd.wasm',
    'dist/tfjs/tfjs-backend-wasm.wasm',
    'dist/page.js',
    'dist/page.css',
    'dist/codicons/codicon.ttf',
    'media/backbone/backbone.onnx',
    'media/backbone/card.json',
    `dist/node_modules/@img/sharp-${target}/package.json`,
    `dist/node_modules/@lmdb/lmdb-${target}/package.json`,
    'dist/node_modules/onnxruntime-node/package.json',
    'dist/node_modules/onnxruntime-web/dist/ort.node.min.mjs',
    'dist/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
    'dist/node_modules/@techstark/opencv-js/package.json',
  ];
  const missing = required.filter((file) => !existsSync(join(staging, file)));
  if (missing.length > 0) throw new Error(`Missing from the package: ${missing.join(', ')}`);
  const binaries = (await readdir(join(staging, 'dist/node_modules'), { recursive: true })).filter((f) =>
    f.endsWith('.node'),
  );
  if (binaries.length < 3)
    throw new Error(`Only ${binaries.length} native modules in the package: ${binaries.join(', ')}`);
  if (platform === 'linux' && existsSync('/usr/bin/file'))
    for (const binary of binaries) {
      const kind = execFileSync('file', ['-b', join(staging, 'dist/node_modules', binary)], { encoding: 'utf8' });
      if (!kind.includes(arch === 'x64' ? 'x86-64' : 'aarch64'))
        throw new Error(`${binary} is for another machine: ${kind}`);
    }
  const megabytes = (await stat(out)).size / 1e6;
  if (megabytes > maxMegabytes)
    throw new Error(`${out} has ${megabytes.toFixed(1)} MB; at most ${maxMegabytes} are allowed.`);
  console.log(`${out}: ${megabytes.toFixed(1)} MB`);
}

await main();
