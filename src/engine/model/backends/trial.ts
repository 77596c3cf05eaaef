import type { BackendTrial, ComputeBackend } from '../../../protocol/backends';
import type { ComputeReply, ComputeRequest, ComputeStart } from '../computeMessages';
import { batchSize } from '../embedder';
import type { Model } from '../modelCard';
import { oneLine } from './fallback';
import { computePool } from '../computePool';

export interface TrialParts {
  /** The compute program. */
  readonly program: string;
  readonly model: Model;
  readonly threads: number;
}

export interface TrialOutcome {
  readonly trial: BackendTrial;
  /** Embeddings of the trial's images, [batchSize, width] float32, where there are some. */
  readonly embeddings?: Float32Array;
}

/** Seconds that a trial may take; a driver may have to compile before its first batch. */
const limitSeconds = 15;
/** Seconds that are timed after the first batch. */
const timedSeconds = 0.6;
/**
 * Largest distance, 1 - cosine, between a backend's embedding of an image and the CPU's. Accelerators round otherwise
 * (1e-6 in float32, about 1e-3 with TF32 or float16); near-copies, the finest thing told apart by embeddings, begin at
 * 0.02.
 */
export const largestDistance = 0.01;

/** Tries a backend in a process of its own, so that what hangs or crashes costs nothing but its time. */
export function tryBackend(parts: TrialParts, name: ComputeBackend, signal: AbortSignal): Promise<TrialOutcome> {
  const { card } = parts.model;
  const pixels = trialPixels(card.input.size);
  const request: ComputeRequest = { kind: 'embed', card, pixels, count: batchSize, batch: batchSize };
  return inOwnProcess(parts, name, signal, async (ask) => {
    const { embeddings } = await ask(request);
    const began = performance.now();
    let images = 0;
    let seconds = 0;
    while (seconds < timedSeconds) {
      await ask(request);
      images += batchSize;
      seconds = (performance.now() - began) / 1000;
    }
    return { trial: { kind: 'measured', name, imagesPerSecond: images / seconds }, embeddings };
  });
}

/** Whether the model opens on a backend; the reason where it does not. */
export function opensOn(parts: TrialParts, name: ComputeBackend, signal: AbortSignal): Promise<TrialOutcome> {
  return inOwnProcess(parts, name, signal, async (ask) => {
    await ask({ kind: 'open' });
    return { trial: { kind: 'untimed', name } };
  });
}

type Answer = ComputeReply & { readonly ok: true };

/** Runs `work` against a strict compute process; what goes wrong there makes the backend unavailable. */
async function inOwnProcess(
  { program, model, threads }: TrialParts,
  name: ComputeBackend,
  signal: AbortSignal,
  work: (ask: (request: ComputeRequest) => Promise<Answer>) => Promise<TrialOutcome>,
): Promise<TrialOutcome> {
  const start: ComputeStart = { modelPath: model.path, threads, backend: name, strict: true };
  const pool = computePool(program, start, { inFlight: 1, timeLimit: 60, memoryLimitMB: 8192 });
  const limit = AbortSignal.timeout(limitSeconds * 1000);
  const ask = async (request: ComputeRequest): Promise<Answer> => {
    const reply = await pool.run('a trial', request, AbortSignal.any([signal, limit]));
    if (!reply.ok) throw new Error(reply.reason);
    return reply;
  };
  try {
    return await work(ask);
  } catch (error) {
    signal.throwIfAborted();
    const reason = limit.aborted ? `It took longer than ${limitSeconds} s for a batch of images.` : oneLine(error);
    return { trial: { kind: 'unavailable', name, reason } };
  } finally {
    await pool.dispose();
  }
}

/** Largest 1 - cosine between the rows of two blocks [n, width] float32; 0 for rows of nothing but zeros. */
export function largestDifference(a: Float32Array, b: Float32Array, width: number): number {
  let largest = 0;
  for (let from = 0; from < a.length; from += width) {
    let dot = 0;
    let aa = 0;
    let bb = 0;
    for (let i = from; i < from + width; i++) {
      dot += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    const distance = aa === 0 && bb === 0 ? 0 : 1 - dot / Math.sqrt(aa * bb);
    // What is no number is no agreement either.
    if (!(distance <= largest)) largest = Number.isNaN(distance) ? Infinity : distance;
  }
  return largest;
}

/** Pictures with something in them, the same each time, [batchSize, size, size, 3] bytes. */
function trialPixels(size: number): Uint8Array {
  const pixels = new Uint8Array(batchSize * size * size * 3);
  let at = 0;
  for (let image = 0; image < batchSize; image++)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++)
        for (let channel = 0; channel < 3; channel++)
          pixels[at++] = 128 + 100 * Math.sin((x * (image + 1) + y * (channel + 2)) / size + image);
  return pixels;
}
