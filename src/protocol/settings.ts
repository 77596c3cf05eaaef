import * as z from 'zod';
import { backendSetting } from './backends';

/** What the user sets, from VS Code's settings or the command line; every field has a sane default in the engine. */
export const engineSettings = z.object({
  cacheFolder: z.string().min(1).optional(),
  stateFolder: z.string().min(1).optional(),
  /** A model card (`card.json`) or an ONNX file beside one. */
  model: z.string().min(1).optional(),
  /** Folder of fetched models; the user's data folder by default. */
  modelFolder: z.string().min(1).optional(),
  backend: backendSetting.default('auto'),
  threads: z.int().min(1).max(256).optional(),
  seed: z.int().default(0),
  exclude: z.array(z.string()).default([]),
  /** The table that holds the labels (below the dataset, or absolute) and its column, named for this run. */
  labels: z.object({ table: z.string().min(1).optional(), column: z.string().min(1).optional() }).default({}),
  limits: z
    .object({
      megapixels: z.number().positive().default(300),
      megabytes: z.number().positive().default(256),
      seconds: z.number().positive().default(30),
    })
    .prefault({}),
});

export type EngineSettings = z.infer<typeof engineSettings>;
