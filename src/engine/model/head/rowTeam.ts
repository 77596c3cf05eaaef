import type { MessagePort } from 'node:worker_threads';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { collectGarbage } from '../../jobs/collectGarbage';
import { Kernel } from './kernel';
import type { RowData, RowJob } from './rowJob';
import { parts } from './rowJob';
import type { Checkpoint } from './runRowJob';
import { runRowJob } from './runRowJob';

/** The work was overtaken by a newer request. */
export class FitCancelledError extends Error {
  override readonly name = 'FitCancelledError';
}

/** Runs passes over the images; `run` returns when every part is done. */
export interface RowTeam {
  open(data: RowData): void;
  run(job: RowJob): void;
  dispose(): void;
}

/** All parts on the calling thread. */
export class SoloTeam implements RowTeam {
  private readonly kernel = new Kernel();
  private data: RowData | undefined;

  constructor(private readonly checkpoint: Checkpoint = () => undefined) {}

  open(data: RowData): void {
    this.data = data;
  }

  run(job: RowJob): void {
    if (!this.data) throw new Error('a row team works after open()');
    for (let part = 0; part < parts; part++) runRowJob(this.kernel, this.data, job, part, this.checkpoint);
  }

  dispose(): void {
    this.data = undefined;
  }
}

/** Cells of the control array shared by a team. */
const jobCell = 0;
const pendingCell = 1;
const patienceMs = 120_000;

export type TeamOrder =
  | { readonly kind: 'open'; readonly data: RowData }
  | { readonly kind: 'run'; readonly job: RowJob; readonly request: number };

/** What a row thread is started with. */
export interface RowThreadData {
  readonly role: 'rows';
  readonly index: number;
  readonly threads: number;
  readonly control: Int32Array;
  /** Number of the request that is wanted now; see HeadFitter. */
  readonly wanted: Int32Array;
  readonly orders: MessagePort;
  readonly failures: MessagePort;
}

function checkpointFor(wanted: Int32Array, request: number): Checkpoint {
  return () => {
    if (Atomics.load(wanted, 0) !== request) throw new FitCancelledError('overtaken by a newer request');
  };
}

/**
 * Parts on this thread and on `threads - 1` more, started from the same program. The caller blocks in `run` (it is a
 * thread of its own), so the threads speak through shared memory and not through the event loop.
 */
export class ThreadTeam implements RowTeam {
  private readonly kernel = new Kernel();
  private readonly control = new Int32Array(new SharedArrayBuffer(8));
  private readonly members: { worker: Worker; orders: MessagePort; failures: MessagePort }[] = [];
  private data: RowData | undefined;
  private request = 0;

  constructor(
    script: string,
    private readonly threads: number,
    private readonly wanted: Int32Array,
  ) {
    for (let index = 1; index < threads; index++) {
      const orders = new MessageChannel();
      const failures = new MessageChannel();
      const workerData: RowThreadData = {
        ...{ role: 'rows', index, threads, control: this.control, wanted },
        ...{ orders: orders.port2, failures: failures.port2 },
      };
      const worker = new Worker(script, { workerData, transferList: [orders.port2, failures.port2] });
      worker.unref();
      this.members.push({ worker, orders: orders.port1, failures: failures.port1 });
    }
  }

  /** The request that the following runs belong to. */
  begin(request: number): void {
    this.request = request;
  }

  open(data: RowData): void {
    this.data = data;
    this.send({ kind: 'open', data });
    this.wait();
  }

  run(job: RowJob): void {
    const { data } = this;
    if (!data) throw new Error('a row team works after open()');
    this.send({ kind: 'run', job, request: this.request });
    const checkpoint = checkpointFor(this.wanted, this.request);
    try {
      for (let part = 0; part < parts; part += this.threads) runRowJob(this.kernel, data, job, part, checkpoint);
    } finally {
      this.wait();
    }
    checkpoint();
  }

  private send(order: TeamOrder): void {
    Atomics.store(this.control, pendingCell, this.members.length);
    for (const { orders } of this.members) orders.postMessage(order);
    Atomics.add(this.control, jobCell, 1);
    Atomics.notify(this.control, jobCell);
  }

  private wait(): void {
    for (;;) {
      const pending = Atomics.load(this.control, pendingCell);
      if (pending === 0) break;
      if (Atomics.wait(this.control, pendingCell, pending, patienceMs) === 'timed-out')
        throw new Error('a fitting thread stopped answering');
    }
    for (const { failures } of this.members) {
      const failure = receiveMessageOnPort(failures) as { message: string } | undefined;
      if (failure) throw new Error(failure.message);
    }
  }

  dispose(): void {
    for (const { worker, orders, failures } of this.members) {
      orders.close();
      failures.close();
      void worker.terminate();
    }
    this.members.length = 0;
    this.data = undefined;
  }
}

/** The life of a row thread: waits, does its parts, says so; ends when terminated. */
export function serveRows({ index, threads, control, wanted, orders, failures }: RowThreadData): never {
  const kernel = new Kernel();
  let data: RowData | undefined;
  const obey = (order: TeamOrder): void => {
    if (order.kind === 'open') {
      data = order.data;
      collectGarbage();
      return;
    }
    if (!data) throw new Error('a row thread works after open()');
    const checkpoint = checkpointFor(wanted, order.request);
    for (let part = index; part < parts; part += threads) runRowJob(kernel, data, order.job, part, checkpoint);
  };
  for (let seen = 0; ; seen++) {
    while (Atomics.load(control, jobCell) === seen) Atomics.wait(control, jobCell, seen);
    const received = receiveMessageOnPort(orders) as { message: TeamOrder } | undefined;
    try {
      if (received) obey(received.message);
    } catch (error) {
      if (!(error instanceof FitCancelledError)) failures.postMessage(String(error));
    }
    Atomics.sub(control, pendingCell, 1);
    Atomics.notify(control, pendingCell);
  }
}
