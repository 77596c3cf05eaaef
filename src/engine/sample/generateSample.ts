import { fork } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { UserError, ifThere } from '../errors';
import { removeWritten } from './sampleFolder';
import type { SampleReply, SampleRequest } from './sampleMessages';
import type { SampleOptions } from './sampleOptions';
import type { SampleProgress, SampleResult } from './writeSampleDataset';

export interface GenerateOptions extends SampleOptions {
  /** The built sampleProcess.js. */
  readonly program: string;
  readonly onProgress?: (progress: SampleProgress) => void;
  readonly signal?: AbortSignal;
}

/** A process that does not end by itself after it was asked to is killed after this many milliseconds. */
const patience = 5000;

/**
 * Draws the sample dataset in a process of its own. `folder` must be empty or absent (UserError). Rejects with the
 * signal's reason when aborted; the folder is taken back then, and when the process dies, if it was absent before.
 */
export async function generateSample(folder: string, options: GenerateOptions): Promise<SampleResult> {
  const { program, onProgress, signal, ...sampleOptions } = options;
  signal?.throwIfAborted();
  const absent = await isAbsent(folder);
  const written = new Set<string>();
  const outcome = await runProcess(program, { kind: 'start', folder, options: sampleOptions }, signal, (progress) => {
    if (progress.path !== undefined) written.add(progress.path);
    onProgress?.(progress);
  });
  switch (outcome.kind) {
    case 'done':
      return outcome.result;
    case 'cancelled':
      throw signal?.reason ?? new Error('Drawing the sample dataset was cancelled.');
    case 'failed':
      throw outcome.byUser ? new UserError(outcome.message) : new Error(outcome.message);
    case 'died':
      if (absent) await removeWritten(folder, written);
      signal?.throwIfAborted();
      throw new Error(`The process that draws the sample dataset ended unexpectedly (${outcome.cause}).`);
  }
}

type Outcome = Exclude<SampleReply, { kind: 'progress' }> | { readonly kind: 'died'; readonly cause: string };

/** Resolves when the process has ended, so that nothing writes to the folder any more. */
function runProcess(
  program: string,
  request: SampleRequest,
  signal: AbortSignal | undefined,
  onProgress: (progress: SampleProgress) => void,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = fork(program, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    });
    let answer: Outcome | undefined;
    let lastWords = '';
    let deadline: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      child.send({ kind: 'cancel' } satisfies SampleRequest, (error) => error && child.kill('SIGKILL'));
      deadline = setTimeout(() => child.kill('SIGKILL'), patience);
    };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (lastWords = (lastWords + text).slice(-400)));
    child.on('message', (reply: SampleReply) => {
      if (reply.kind === 'progress') onProgress(reply.progress);
      else answer = reply;
    });
    child.on('error', (error) => (lastWords ||= error.message));
    child.on('close', (code, killedBy) => {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', cancel);
      const cause = [killedBy ?? `code ${code}`, lastWords.trim().split('\n').pop()].filter(Boolean).join(': ');
      resolve(answer ?? { kind: 'died', cause });
    });
    signal?.addEventListener('abort', cancel, { once: true });
    // A failed send means that the process is going down: its 'close' event tells.
    child.send(request, (error) => error && child.kill('SIGKILL'));
  });
}

async function isAbsent(folder: string): Promise<boolean> {
  return (await ifThere(stat(folder))) === undefined;
}
