import { Worker } from 'node:worker_threads';
import type { FileHash } from './hashFiles';
import type { HashResult, HashTask } from './hashThread';

/** Files handed to a thread at once: enough to hide the message, few enough to cancel soon. */
const batch = 128;

/** A few threads that hash files. */
export class HashThreads {
  private readonly workers: Worker[];

  /** `program` is the bundled hashThread. */
  constructor(program: string, threads: number) {
    this.workers = Array.from({ length: threads }, () => new Worker(program));
  }

  /** Hashes the first `limit` bytes of each file; the results stand in the order of the files. */
  async hash(
    files: readonly { readonly path: string; readonly size: number }[],
    limit: number,
    signal?: AbortSignal,
  ): Promise<FileHash[]> {
    const results: FileHash[] = [];
    let next = 0;
    const work = async (worker: Worker): Promise<void> => {
      while (next < files.length) {
        signal?.throwIfAborted();
        const start = next;
        const chunk = files.slice(start, (next += batch));
        const paths = chunk.map(({ path }) => path);
        const sizes = chunk.map(({ size }) => size);
        const hashes = await ask(worker, { id: start, paths, sizes, limit });
        hashes.forEach((hash, i) => (results[start + i] = hash));
      }
    };
    await Promise.all(this.workers.map(work));
    return results;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
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
