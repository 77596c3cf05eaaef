/** Bundles every program of Winnow into dist/ (and the suite that runs inside VS Code into dist-test/). */
import { build, context } from 'esbuild';
import { cp, mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const watch = process.argv.includes('--watch');
const withTests = process.argv.includes('--tests');

/** Loaded from node_modules at run time: native parts and what must find files beside itself. */
const external = ['vscode', 'sharp', 'lmdb', 'onnxruntime-node', 'onnxruntime-web', '@techstark/opencv-js'];

const node = {
  bundle: true,
  platform: 'node',
  target: 'node20.9',
  format: 'cjs',
  external,
  // A command reads its program anew each time: what is not there need not be parsed. Names stay, for stack traces.
  minifyWhitespace: !watch,
  sourcemap: true,
  logLevel: 'info',
  legalComments: 'none',
};

/** All of the editor but the names that an activation tells is a program of its own, loaded when something is asked for. */
const hostOnDemand = {
  name: 'host on demand',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/host\/main$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './host.js', external: true } : undefined,
    );
  },
};

/** What is shipped; NOTICE is made from it, too. */
export const programs = [
  {
    ...node,
    entryPoints: { extension: 'src/extension.ts', host: 'src/host/main.ts' },
    outdir: 'dist',
    plugins: [hostOnDemand],
    // VS Code hands out its interface to what is required, not to what is imported.
    supported: { 'dynamic-import': false },
  },
  {
    ...node,
    entryPoints: {
      cli: 'src/cli/main.ts',
      engine: 'src/engine/server.ts',
      imageWorker: 'src/engine/images/worker.ts',
      compute: 'src/engine/model/compute.ts',
      fitThread: 'src/engine/model/head/fitThread.ts',
      collageWorker: 'src/engine/collage/collageWorker.ts',
      hashThread: 'src/engine/findings/duplicates/hashThread.ts',
      findingsThread: 'src/engine/findings/findingsThread.ts',
      predictionsThread: 'src/engine/predictions/predictionsThread.ts',
      labelsThread: 'src/engine/labels/labelsThread.ts',
      sampleProcess: 'src/engine/sample/sampleProcess.ts',
    },
    outdir: 'dist',
  },
  {
    ...node,
    entryPoints: { trainer: 'src/engine/trainer/trainer.ts', mapThread: 'src/engine/map/mapThread.ts' },
    outdir: 'dist',
    // TensorFlow.js as modules, so that what is not used stays out.
    mainFields: ['module', 'main'],
    // Their licences ask that the notices stay with it.
    legalComments: 'linked',
  },
  {
    bundle: true,
    platform: 'browser',
    target: 'chrome120',
    format: 'iife',
    sourcemap: true,
    logLevel: 'info',
    legalComments: 'none',
    minify: !watch,
    entryPoints: { page: 'webview/main.ts', trainingLog: 'webview/trainingLog.ts' },
    outdir: 'dist',
  },
];
const tests = {
  ...node,
  external: [...external, 'mocha'],
  entryPoints: { index: 'test/vscode/suite/index.ts' },
  outdir: 'dist-test/vscode',
};

async function main() {
  const builds = withTests ? [...programs, tests] : programs;
  if (watch) {
    for (const options of builds) await (await context(options)).watch();
  } else {
    await rm('dist', { recursive: true, force: true });
    await Promise.all(builds.map((options) => build(options)));
  }
  await mkdir('dist/tfjs', { recursive: true });
  for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'])
    await cp(`node_modules/@tensorflow/tfjs-backend-wasm/dist/${name}`, `dist/tfjs/${name}`);
  await mkdir('dist/codicons', { recursive: true });
  for (const file of ['codicon.css', 'codicon.ttf'])
    await cp(`node_modules/@vscode/codicons/dist/${file}`, `dist/codicons/${file}`);
}

if (resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
