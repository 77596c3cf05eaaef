import { createRequire } from 'node:module';
import { join } from 'node:path';
import { enableProdMode, env, ready, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { messageOf } from '../../../core/messageOf';
import type { TrainerBackend } from '../../../core/training/trainerBackends';
import { UserError } from '../../errors';
import { loadUserPackage } from '../../userPackages';
import { registerWasmKernels } from './kernels/registerKernels';

export interface BackendChoice {
  readonly backend: TrainerBackend;
  /** Why nothing better runs, in one line; undefined when the first choice does. */
  readonly note?: string;
}

export interface BackendOptions {
  /** `auto`, or one by name (`cuda` is `gpu`). */
  readonly wanted: string;
  /** The one to try first of all under `auto`: what a resumed run began with. */
  readonly first?: TrainerBackend;
  /** Folder with the .wasm files. */
  readonly wasmFolder: string;
  /** Folders in whose node_modules the user's own packages are looked for; by default the usual places. */
  readonly userPlaces?: readonly string[];
}

type Attempt = (options: BackendOptions) => Promise<void>;

const attempts: Readonly<Record<TrainerBackend, Attempt>> = {
  gpu: startGpu,
  webgpu: startWebGpu,
  wasm: startWasm,
  cpu: () => start('cpu'),
};
const order: readonly TrainerBackend[] = ['gpu', 'webgpu', 'wasm', 'cpu'];

/**
 * Starts TensorFlow.js on the best backend there is, or on the one named. Throws `UserError` when the one that was
 * named does not start.
 */
export async function startBackend(options: BackendOptions): Promise<BackendChoice> {
  const wanted = options.wanted === 'cuda' ? 'gpu' : options.wanted;
  const named = order.find((backend) => backend === wanted);
  if (wanted !== 'auto' && !named)
    throw new UserError(`There is no backend "${wanted}" to train on. There are: auto, ${order.join(', ')}.`);
  const failures: string[] = [];
  for (const backend of named ? [named] : new Set([...(options.first ? [options.first] : []), ...order])) {
    try {
      await attempts[backend](options);
      return { backend, ...(failures.length > 0 && { note: `Trains on ${backend}: ${failures.join('; ')}.` }) };
    } catch (error) {
      failures.push(`${backend}: ${messageOf(error).split('\n')[0]}`);
    }
  }
  throw new UserError(`Nothing to train on: ${failures.join('; ')}.`);
}

async function start(name: string): Promise<void> {
  // No advice on the console: what runs, and why, is said in our own words.
  enableProdMode();
  if (!(await setBackend(name))) throw new Error('it does not start');
  await ready();
}

async function startWasm({ wasmFolder }: BackendOptions): Promise<void> {
  // Threads inside the module need a browser; here the images of a batch are spread over threads instead.
  setWasmPaths(wasmFolder.endsWith('/') ? wasmFolder : `${wasmFolder}/`);
  await start('wasm');
  registerWasmKernels();
}

/** TensorFlow's own C library with CUDA, where the user has installed it: never by us, never from a dataset. */
async function startGpu(options: BackendOptions): Promise<void> {
  const load = loaderOf(options);
  // Gone from Node since 23, and still called by tfjs-node 4.22.
  const util = load('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value == null;
  loadFound('@tensorflow/tfjs-node-gpu', options);
  await start('tensorflow');
}

/** What is used of the package `webgpu`. */
interface WebGpuPackage {
  create(flags: readonly string[]): { requestAdapter(): Promise<Adapter | null> };
  readonly globals: object;
}

interface Adapter {
  readonly info?: { readonly description?: string; readonly architecture?: string };
}

/** Dawn through the package `webgpu`, where the user has it together with TensorFlow.js's backend for it. */
async function startWebGpu(options: BackendOptions): Promise<void> {
  const { create, globals } = loadFound('webgpu', options) as WebGpuPackage;
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const adapter = await gpu.requestAdapter();
  if (!adapter) throw new Error('the system offers it no GPU');
  const { description = '', architecture = '' } = adapter.info ?? {};
  const isSoftware = /swiftshader|llvmpipe|lavapipe/i.test(`${description} ${architecture}`);
  if (isSoftware && options.wanted === 'auto') throw new Error(`${description || 'a software adapter'} is slower`);
  // Node 20 has no navigator, Node 21 and newer one without a GPU.
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  // One engine for all copies of the library: the backend registers itself with ours.
  loadFound('@tensorflow/tfjs-backend-webgpu', options);
  // It reads back with await only.
  env().set('WEBGPU_CPU_FORWARD', false);
  await start('webgpu');
}

function loaderOf({ wasmFolder }: BackendOptions): NodeJS.Require {
  return createRequire(join(wasmFolder, 'loader.js'));
}

function loadFound(name: string, { wasmFolder, userPlaces }: BackendOptions): unknown {
  return loadUserPackage(name, wasmFolder, userPlaces);
}
