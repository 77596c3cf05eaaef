import { setTimeout as pause } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

/** Milliseconds after a request for which work that nobody waits for stands still; then it works for a while all the same. */
const restMs = 400;
const workMs = 20;

/** When somebody last asked for something, in milliseconds of the clock's last 32 bits; shared with threads. */
let lastRequest = new Int32Array(new SharedArrayBuffer(4));
let workingSince = 0;
const never = new Int32Array(new SharedArrayBuffer(4));

/** Somebody asks for something and waits. Priorities do not suffice: systems weigh them within one program's processes only. */
export function noteRequest(): void {
  Atomics.store(lastRequest, 0, Date.now() | 0);
}

/** What a thread is given, so that it sees the requests that its process is sent. */
export function requestClock(): Int32Array<SharedArrayBuffer> {
  return lastRequest;
}

/** In a thread: from now on `rest` follows this clock. */
export function followRequests(clock: Int32Array<SharedArrayBuffer>): void {
  lastRequest = clock;
}

/**
 * For long loops in the background: the thread that calls stands still while somebody scrolls or decides, and goes on for a
 * twentieth of the time. Does nothing on the main thread.
 */
export function rest(): void {
  const ms = isMainThread ? 0 : dueMs();
  if (ms === 0) return;
  Atomics.wait(never, 0, 0, ms);
  workingSince = performance.now();
}

/** The same for what the main thread sends to others. Rejects with the signal's reason when aborted meanwhile. */
export async function restBefore(signal: AbortSignal): Promise<void> {
  const ms = dueMs();
  if (ms === 0) return;
  await pause(ms);
  signal.throwIfAborted();
  workingSince = performance.now();
}

function dueMs(): number {
  const since = ((Date.now() | 0) - Atomics.load(lastRequest, 0)) | 0;
  if (since < 0 || since >= restMs || performance.now() - workingSince < workMs) return 0;
  return restMs - since;
}
