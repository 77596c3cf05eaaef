import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { HeadInput, HeadScores, HeadUpdate } from './headInput';
import { checkInput, HeadInputError } from './headInput';
import type { FitThreadData, HeadReply, HeadRequest } from './headMessages';
import { mergeUpdates } from './mergeUpdates';
import { parts } from './rowJob';
import { FitCancelledError } from './rowTeam';
import { asShared, sharedInts } from './shared';

export interface HeadFitterOptions {
  /** The thread's program; default `fitThread.js` beside the running bundle. */
  readonly script?: string;
  /** Threads that share the passes, 1..4; default: as many as the machine has, at most 4. */
  readonly threads?: number;
}

/** The fitting thread died. The next fit starts another. */
export class FitThreadError extends Error {
  override readonly name = 'FitThreadError';
}

interface Waiting {
  readonly request: HeadRequest;
  readonly resolve: (scores: HeadScores) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Fits heads in a thread of its own; the caller's thread only passes messages (embeddings and scores lie in shared
 * memory). A new fit cancels whatever is older. An update never interrupts running work: it waits, and updates that
 * wait together become one, of which the newest caller gets the scores and the others FitCancelledError; no label of a
 * cancelled or aborted update is lost.
 *
 * The arrays of HeadScores are views of memory that the next fit or update overwrites: copy what must not change.
 */
export class HeadFitter {
  private readonly script: string;
  private readonly threads: number;
  private readonly wanted = sharedInts(1);
  private worker: Worker | undefined;
  private nextId = 1;
  private running: Waiting | undefined;
  private queued: Waiting | undefined;
  private disposed = false;
  /** False before the first fit and after the thread died: an update then has nothing to change. */
  private hasFit = false;

  constructor(options: HeadFitterOptions = {}) {
    this.script = options.script ?? join(__dirname, 'fitThread.js');
    this.threads = Math.max(1, Math.min(parts, options.threads ?? availableParallelism()));
  }

  /**
   * First fit of a dataset, or a fit from scratch; see HeadInput for shapes.
   * @throws HeadInputError, FitCancelledError (a newer fit, `signal`, `dispose`), or FitThreadError.
   */
  async fit(input: HeadInput, signal?: AbortSignal): Promise<HeadScores> {
    checkInput(input);
    const shared = { ...input, embeddings: asShared(input.embeddings) };
    this.hasFit = true;
    this.queued?.reject(new FitCancelledError('overtaken by a newer fit'));
    this.queued = undefined;
    return this.request({ kind: 'fit', id: this.nextId++, input: shared }, signal);
  }

  /** False before the first fit and after the thread died. */
  get isFitted(): boolean {
    return this.hasFit;
  }

  /** Scores of all images after some of them got new labels. Needs a fit before it. */
  async update(update: HeadUpdate, signal?: AbortSignal): Promise<HeadScores> {
    if (!this.hasFit) throw new HeadInputError('update before the first fit');
    return this.request({ kind: 'update', id: this.nextId++, update }, signal);
  }

  private request(request: HeadRequest, signal?: AbortSignal): Promise<HeadScores> {
    if (this.disposed) return Promise.reject(new FitCancelledError('the fitter is disposed'));
    if (signal?.aborted) return Promise.reject(new FitCancelledError('aborted'));
    return new Promise((resolve, reject) => {
      const onAbort = (): void => this.abort(request.id);
      const settled = <Value>(settle: (value: Value) => void) => {
        return (value: Value): void => {
          signal?.removeEventListener('abort', onAbort);
          settle(value);
        };
      };
      signal?.addEventListener('abort', onAbort);
      this.enqueue({ request, resolve: settled(resolve), reject: settled(reject) });
    });
  }

  private enqueue(waiting: Waiting): void {
    const { request } = waiting;
    if (request.kind === 'fit') {
      if (this.running) Atomics.store(this.wanted, 0, request.id);
    } else if (this.queued) {
      const older = this.queued;
      older.reject(new FitCancelledError('overtaken by a newer update'));
      if (older.request.kind === 'update')
        waiting = { ...waiting, request: { ...request, update: mergeUpdates(older.request.update, request.update) } };
      else {
        // A fit that has not begun takes the update's labels along.
        const input = relabelled(older.request.input, request.update);
        waiting = { ...waiting, request: { kind: 'fit', id: request.id, input } };
      }
    }
    this.queued = waiting;
    this.advance();
  }

  private advance(): void {
    if (this.running || !this.queued) return;
    const next = this.queued;
    this.queued = undefined;
    this.running = next;
    Atomics.store(this.wanted, 0, next.request.id);
    const thread = this.thread();
    thread.ref();
    thread.postMessage(next.request);
  }

  private thread(): Worker {
    if (this.worker) return this.worker;
    const workerData: FitThreadData = { role: 'fit', threads: this.threads, wanted: this.wanted };
    const worker = new Worker(this.script, { workerData });
    worker.on('message', (reply: HeadReply) => this.receive(reply));
    worker.on('error', (error) => this.lose(worker, error));
    worker.on('exit', (code) => this.lose(worker, new Error(`its thread ended with code ${code}`)));
    this.worker = worker;
    return worker;
  }

  private receive(reply: HeadReply): void {
    const { running } = this;
    if (!running || running.request.id !== reply.id) return;
    this.running = undefined;
    // An idle thread does not keep the process alive.
    this.worker?.unref();
    switch (reply.kind) {
      case 'scores':
        running.resolve(reply.scores);
        break;
      case 'cancelled':
        running.reject(new FitCancelledError('overtaken by a newer request'));
        break;
      case 'failed':
        if (reply.name === 'HeadInputError') running.reject(new HeadInputError(reply.message));
        else this.giveUp(running, new Error(reply.message));
        break;
    }
    this.advance();
  }

  /** After a failure nothing that the thread holds can be relied on: it is ended, and the next fit starts another. */
  private giveUp(running: Waiting, error: Error): void {
    const { worker } = this;
    running.reject(new FitThreadError(error.message, { cause: error }));
    if (!worker) return;
    this.lose(worker, error);
    void worker.terminate();
  }

  /** The thread is gone: what it worked on fails, and the next request needs a fit. */
  private lose(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    this.hasFit = false;
    const lost = new FitThreadError(error.message, { cause: error });
    this.running?.reject(lost);
    this.queued?.reject(lost);
    this.running = undefined;
    this.queued = undefined;
  }

  private abort(id: number): void {
    const cancelled = new FitCancelledError('aborted');
    if (this.queued?.request.id === id) {
      this.queued.reject(cancelled);
      // The labels still count: the update stays queued, only nobody waits for it.
      if (this.queued.request.kind === 'fit') this.queued = undefined;
    } else if (this.running?.request.id === id) {
      this.running.reject(cancelled);
      if (this.running.request.kind === 'fit') Atomics.store(this.wanted, 0, 0);
    }
  }

  /** Ends the threads; pending requests reject with FitCancelledError. */
  async dispose(): Promise<void> {
    this.disposed = true;
    const { worker } = this;
    this.worker = undefined;
    for (const waiting of [this.running, this.queued]) waiting?.reject(new FitCancelledError('the fitter is disposed'));
    this.running = undefined;
    this.queued = undefined;
    this.hasFit = false;
    await worker?.terminate();
  }
}

function relabelled(input: HeadInput, { rows, labels, trusted }: HeadUpdate): HeadInput {
  const newLabels = input.labels.slice();
  const newTrusted = input.trusted?.slice() ?? new Uint8Array(newLabels.length);
  rows.forEach((row, i) => {
    newLabels[row] = labels[i];
    newTrusted[row] = trusted[i];
  });
  return { ...input, labels: newLabels, trusted: newTrusted };
}
