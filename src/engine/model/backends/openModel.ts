import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { availableParallelism } from 'node:os';
import { messageOf } from '../../../core/messageOf';
import type { ComputeBackend } from '../../../protocol/backends';
import type { ModelPort } from '../../../protocol/models';
import { providerOf } from './providers';

/** ONNX Runtime itself could not be loaded: there is no native build here, or it does not start. */
export class RuntimeMissingError extends Error {
  override readonly name = 'RuntimeMissingError';
}

/** A model opened on one backend. */
export interface OpenedModel {
  readonly inputs: readonly ModelPort[];
  readonly outputs: readonly ModelPort[];
  /** Runs it on inputs of one shape; resolves to one of its outputs. */
  run(feeds: Readonly<Record<string, Feed>>, shape: readonly number[], output: string): Promise<Tensor>;
}

/** Numbers of one input: pixels as float32, tokens as int64 or int32. */
export type Feed = Float32Array | BigInt64Array | Int32Array;

interface Runtime {
  readonly InferenceSession: {
    create(path: string, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (data: Feed, dims: readonly number[]) => Tensor;
}

/**
 * Opens a model on a backend; only the compute process may call this. Throws `RuntimeMissingError` when ONNX Runtime is
 * not to be had, and what it throws when the backend or the model is no good.
 */
export async function openModel(path: string, backend: ComputeBackend, threads: number): Promise<OpenedModel> {
  const runtime = backend === 'wasm' ? await webRuntime(threads) : await nativeRuntime();
  const session = await runtime.InferenceSession.create(path, {
    executionProviders: [providerOf[backend]],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
    // Threads that spin while they wait take the cores from the readers.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  return {
    inputs: session.inputMetadata.map(portOf),
    outputs: session.outputMetadata.map(portOf),
    run: async (feeds, shape, output) => {
      const tensors = Object.entries(feeds).map(([name, data]) => [name, new runtime.Tensor(data, shape)]);
      const outputs = await session.run(Object.fromEntries(tensors) as Record<string, Tensor>, [output]);
      return outputs[output];
    },
  };
}

async function nativeRuntime(): Promise<Runtime> {
  // Its builds tell their maker what they run, unless this stands before they are loaded (ONNX Runtime since 1.29).
  process.env.ORT_DISABLE_TELEMETRY = '1';
  try {
    return await import('onnxruntime-node');
  } catch (error) {
    const [line] = messageOf(error).split('\n');
    throw new RuntimeMissingError(`ONNX Runtime has no native build that loads here: ${line}`);
  }
}

async function webRuntime(threads: number): Promise<Runtime> {
  try {
    const web = await import('onnxruntime-web');
    web.env.wasm.numThreads = Math.min(threads, availableParallelism());
    web.env.logLevel = 'error';
    return web;
  } catch (error) {
    throw new RuntimeMissingError(`ONNX Runtime's WebAssembly build does not load: ${messageOf(error)}`);
  }
}

function portOf(metadata: InferenceSession.ValueMetadata): ModelPort {
  if (!metadata.isTensor) return { name: metadata.name, type: 'other', shape: [] };
  const shape = metadata.shape.map((side) => (typeof side === 'number' ? side : -1));
  return { name: metadata.name, type: metadata.type, shape };
}
