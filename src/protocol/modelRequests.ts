import * as z from 'zod';
import { backendSetting, type BackendsReport } from './backends';
import { modelEmbedding, modelInput, sha256Hex, type FetchedModel, type ModelPorts, type ModelsReport } from './models';
import { request } from './request';

/** A model file that no card describes yet: one that was fetched, by its ticket, or one on this machine. */
const undescribed = z.union([z.object({ ticket: z.uuid() }), z.object({ path: z.string().min(1) })]);

const cardText = z.object({
  name: z.string().min(1).max(200),
  licence: z.string().max(1000).optional(),
  input: modelInput,
  embedding: modelEmbedding,
});

/** What the host asks of the engine about models and what runs them. */
export const modelRequests = {
  /** Takes other settings while datasets are open. */
  configure: request(z.object({ model: z.string().min(1).optional(), backend: backendSetting }))<null>(),
  /** What could run the model; with `measure` it is tried now. */
  backends: request(z.object({ measure: z.boolean() }))<BackendsReport>(),
  models: request(z.object({}))<ModelsReport>(),
  /** Fetches a model's file. Nothing uses it before `keepModel`. */
  fetchModel: request(z.object({ address: z.string().max(4000), sha256: sha256Hex.optional() }))<FetchedModel>(),
  /** Whether a card stands beside an ONNX file. */
  hasCard: request(z.object({ path: z.string() }))<{ readonly hasCard: boolean }>(),
  /** What a model takes and gives. */
  inspectModel: request(z.object({ model: undescribed }))<ModelPorts>(),
  /** How many numbers an image each output gives, for an input like this. */
  probeModel: request(z.object({ model: undescribed, input: modelInput }))<{
    readonly outputs: readonly { readonly name: string; readonly numbers: number }[];
  }>(),
  /** Writes a model's card, after one run that shows that it holds; gives the card's path, the value of the setting. */
  keepModel: request(z.object({ model: undescribed, card: cardText }))<{ readonly card: string }>(),
  discardModel: request(z.object({ ticket: z.uuid() }))<null>(),
} as const;
