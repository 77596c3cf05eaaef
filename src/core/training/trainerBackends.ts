/** `gpu`: the user's own tfjs-node-gpu; `cpu`: plain JavaScript. */
export const trainerBackends = ['gpu', 'webgpu', 'wasm', 'cpu'] as const;
export type TrainerBackend = (typeof trainerBackends)[number];
