import * as z from 'zod';

/** What can run the embedding model: ONNX Runtime's providers, and its WebAssembly build. */
export const computeBackends = ['cpu', 'webgpu', 'cuda', 'directml', 'coreml', 'wasm'] as const;
export type ComputeBackend = (typeof computeBackends)[number];

/** The setting. `gpu` names a trainer's backend only; for embedding it is `auto`. */
export const backendSetting = z.enum(['auto', ...computeBackends, 'gpu']);
export type BackendSetting = z.infer<typeof backendSetting>;

/** What a trial of a backend told, on this machine with this model. */
export const backendTrial = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('measured'), name: z.enum(computeBackends), imagesPerSecond: z.number().positive() }),
  /** Nothing speaks against it; it was not timed, having no rival. */
  z.object({ kind: z.literal('untimed'), name: z.enum(computeBackends) }),
  z.object({ kind: z.literal('unavailable'), name: z.enum(computeBackends), reason: z.string() }),
]);
export type BackendTrial = z.infer<typeof backendTrial>;

export interface BackendsReport {
  readonly setting: BackendSetting;
  /** What embeds now, or would: after fallbacks and, under `auto`, by the trial. */
  readonly inUse: ComputeBackend;
  /** Name of the model that was tried. */
  readonly model: string;
  /** Milliseconds since 1970; absent when nothing was tried yet. */
  readonly measuredAt?: number;
  readonly trials: readonly BackendTrial[];
}
