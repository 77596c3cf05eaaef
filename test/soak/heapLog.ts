import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';

/** What V8 says with `--trace-gc` of a collection of all garbage: which heap, and the megabytes left in it. */
const collection = /^\[\d+:(0x[0-9a-f]+)\].*: Mark-Compact .*? -> ([\d.]+) \(/;
const anyCollection = /^\[\d+:(0x[0-9a-f]+)\]/;

/** The objects of one process' main thread, as they are counted whenever V8 has collected all garbage. */
export class HeapLog {
  /** Threads have heaps of their own; the first that is heard of is the main one. */
  private main: string | undefined;
  private megabytes: number | undefined;

  /** Follows what a process started with `--trace-gc` says. */
  follow(output: Readable): void {
    createInterface(output).on('line', (line) => this.take(line));
  }

  take(line: string): void {
    this.main ??= anyCollection.exec(line)?.[1];
    const [, heap, left] = collection.exec(line) ?? [];
    if (heap !== undefined && heap === this.main) this.megabytes = Number(left);
  }

  /** After the newest collection; undefined before the first. */
  get live(): number | undefined {
    return this.megabytes;
  }
}
