import type { TensorInfo } from '@tensorflow/tfjs-core';

/** What a backend must offer to free what a kernel made on the way. */
interface Disposes {
  disposeData(id: object): boolean;
}

/** A kernel answers one tensor or several; those used here answer one. */
export function firstOf(result: TensorInfo | TensorInfo[]): TensorInfo {
  return Array.isArray(result) ? result[0] : result;
}

/** Frees what a kernel made on the way. `backend` is what the kernel was called with. */
export function disposeAll(backend: object, tensors: readonly TensorInfo[]): void {
  for (const { dataId } of tensors) (backend as Disposes).disposeData(dataId);
}
