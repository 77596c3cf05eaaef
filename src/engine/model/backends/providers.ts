import type { ComputeBackend } from '../../../protocol/backends';

/** A backend's name among ONNX Runtime's execution providers; the WebAssembly build has its CPU under `wasm`. */
export const providerOf = {
  cpu: 'cpu',
  webgpu: 'webgpu',
  cuda: 'cuda',
  directml: 'dml',
  coreml: 'coreml',
  wasm: 'wasm',
} as const satisfies Record<ComputeBackend, string>;

/** Accelerators for which this platform's builds of ONNX Runtime have code at all (onnxruntime-node 1.30). */
export function acceleratorsOf(platform: NodeJS.Platform, arch: string): readonly ComputeBackend[] {
  switch (platform) {
    case 'linux':
      return arch === 'x64' ? ['webgpu', 'cuda'] : ['webgpu'];
    case 'win32':
      return ['directml', 'webgpu'];
    case 'darwin':
      return ['coreml', 'webgpu'];
    default:
      return [];
  }
}
