/** The compute process: runs the embedding model over batches of decoded images. The only place of ONNX Runtime. */
import { serveRequests } from '../jobs/serveRequests';
import { Fallback, oneLine } from './backends/fallback';
import { openModel, type OpenedModel } from './backends/openModel';
import type { ComputeReply, ComputeRequest, ComputeStart } from './computeMessages';
import { countNumbers, runModel } from './runModel';
import { runTexts } from './texts/runTexts';
import { readTokeniser } from './texts/tokenise';

const { modelPath, threads, backend, strict } = JSON.parse(process.argv[2]) as ComputeStart;
const fallback = new Fallback<OpenedModel>(backend, (wanted) => openModel(modelPath, wanted, threads), strict);

/** Reading a tokenizer takes longer than using it. */
let tokeniser: ReturnType<typeof readTokeniser> | undefined;

async function embeddingsOf(model: OpenedModel, request: ComputeRequest): Promise<Float32Array> {
  if (request.kind === 'embed') return runModel(model, request.card, request.pixels, request.count, request.batch);
  if (request.kind !== 'texts') return new Float32Array(0);
  const { card, tokenizer, texts, width } = request;
  const tokenise = await (tokeniser ??= readTokeniser(tokenizer, card));
  return runTexts(model, card, tokenise(texts), width);
}

serveRequests<ComputeRequest, ComputeReply>(async (request) => {
  try {
    return await fallback.run(async (model): Promise<ComputeReply> => {
      const embeddings = await embeddingsOf(model, request);
      const numbers = request.kind === 'probe' ? await countNumbers(model, request.input) : [];
      const { inputs, outputs } = model;
      return { ok: true, embeddings, numbers, backend: fallback.backend, failures: fallback.failures, inputs, outputs };
    });
  } catch (error) {
    return { ok: false, reason: oneLine(error) };
  }
});
