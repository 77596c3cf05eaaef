import { resolve } from 'node:path';
import { startBackend } from '../../../src/engine/model/cnn/backends';
import type { TrainerBackend } from '../../../src/core/training/trainerBackends';

/** Where the package keeps its .wasm files; the build copies them beside the trainer. */
const wasmFolder = resolve(import.meta.dirname, '../../../node_modules/@tensorflow/tfjs-backend-wasm/dist');

/** Switches TensorFlow.js to one backend. */
export async function useBackend(backend: TrainerBackend): Promise<void> {
  await startBackend({ wanted: backend, wasmFolder, userPlaces: [] });
}
