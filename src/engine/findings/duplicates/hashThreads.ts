import { Worker } from 'node:worker_threads';
import type { FileHash } from './hashFiles';
import type { HashResult, HashTask } from './hashThread';

/** Files handed to a thread at once: enough to hide the message, few enough to cancel soon. */
const batch = 128;

/** A few threads that hash files; they start with the first files, or before. */
export class HashThreads {
  private workers: readonly Worker[] | undefined;
  private disposing: Promise<void> | undefined;

  constructor(
    /** The bundled hashThread. */
    private readonly program: string,
    private readonly threads: number,
  ) {}

  /** A thread takes some 50 ms to start: whoever knows that files will be read starts them before they are listed. */
  start(): readonly Worker[] {
    this.workers ??= Array.from({ length: this.threads }, () => new Worker(this.program));
    return this.workers;
  }

  /** Hashes the first `limit` bytes of each file; tells the results as they come, by the number of the file. */
  async hash(
    files: readonly { readonly path: string; readonly size: number }[],
    limit: number,
    tell: (file: number, result: FileHash) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    let next = 0;
    const work = async (worker: Worker): Promise<void> => {
      while (next < files.length) {
        signal?.throwIfAborted();
        const start = next;
        const chunk = files.slice(start, (next += batch));
        const paths = chunk.map(({ path }) => path);
        const sizes = chunk.map(({ size }) => size);
        const hashes = await ask(worker, { id: start, paths, sizes, limit });
        hashes.forEach((hash, i) => tell(start + i, hash));
      }
    };
    await Promise.all(this.start().map(work));
  }

  /** Ends the threads; may be called again, to wait for it. */
  dispose(): Promise<void> {
    this.disposing ??= Promise.all((this.workers ?? []).map((worker) => worker.terminate())).then(() => undefined);
    return this.disposing;
  }
}

function ask(worker: Worker, task: HashTask): Promise<readonly FileHash[]> {
  return new Promise((resolve, reject) => {
    const done = ({ hashes }: HashResult): void => {
      worker.off('error', reject);
      resolve(hashes);
    };
    worker.once('message', done);
    worker.once('error', reject);
    worker.postMessage(task);
  });
}
