import { messageOf } from '../../../core/messageOf';
import type { ComputeBackend } from '../../../protocol/backends';
import type { BackendFailure } from '../computeMessages';
import { RuntimeMissingError } from './openModel';

/**
 * Runs work on a backend and, when that fails, repeats it on the next one and stays there: an accelerator is followed
 * by the CPU, native code that does not load by WebAssembly.
 */
export class Fallback<Opened> {
  private opened: Promise<Opened> | undefined;
  private readonly failed: BackendFailure[] = [];

  constructor(
    private current: ComputeBackend,
    private readonly open: (backend: ComputeBackend) => Promise<Opened>,
    private readonly strict: boolean,
  ) {}

  get backend(): ComputeBackend {
    return this.current;
  }

  /** What failed so far, in order. */
  get failures(): readonly BackendFailure[] {
    return this.failed;
  }

  /** Rejects with the last backend's error. */
  async run<Result>(work: (opened: Opened) => Promise<Result>): Promise<Result> {
    for (;;) {
      const backend = this.current;
      try {
        this.opened ??= this.open(backend);
        return await work(await this.opened);
      } catch (error) {
        // Another batch may have moved on meanwhile: then this one only has to be repeated.
        if (this.current !== backend) continue;
        const next = this.strict ? undefined : nextBackend(backend, error);
        if (next === undefined) throw error;
        this.failed.push({ backend, reason: oneLine(error) });
        this.current = next;
        this.opened = undefined;
      }
    }
  }
}

/** What goes on after a failure; undefined when nothing does. */
export function nextBackend(backend: ComputeBackend, error: unknown): ComputeBackend | undefined {
  if (error instanceof RuntimeMissingError) return backend === 'wasm' ? undefined : 'wasm';
  return backend === 'cpu' || backend === 'wasm' ? undefined : 'cpu';
}

/** An error's text in one line without colour codes or source locations, at most 200 characters. */
export function oneLine(error: unknown): string {
  const text = messageOf(error)
    .replace(/\u001b\[[0-9;]*m/g, '')
    .replace(/\s+/g, ' ')
    // ONNX Runtime names its own source and the check that failed before what happened.
    .replace(/^\/\S+:\d+ .* was false\. (?=\S)/, '')
    .replace(/^.*\[ONNXRuntimeError\] : \d+ : \w+ : (?=\S)/, '')
    .trim();
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
