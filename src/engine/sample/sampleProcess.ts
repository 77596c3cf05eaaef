/** The program that draws the sample dataset, forked by generateSample: sharp never runs in the engine itself. */
import sharp from 'sharp';
import { errorReason, UserError } from '../errors';
import type { SampleReply, SampleRequest } from './sampleMessages';
import { writeSampleDataset } from './writeSampleDataset';

const send = process.send?.bind(process);
if (!send) throw new Error('This program is started by Winnow itself.');
// Files are drawn side by side: threads within one picture would only take turns.
sharp.concurrency(1);
const cancel = new AbortController();

/** What can no longer be sent is dropped: without its engine the process only has to take back what it wrote. */
function reply(message: SampleReply): void {
  if (process.connected) send?.(message, undefined, undefined, (error) => error && cancel.abort(error));
}

async function start({ folder, options }: Extract<SampleRequest, { kind: 'start' }>): Promise<void> {
  try {
    const onProgress = (progress: Extract<SampleReply, { kind: 'progress' }>['progress']): void =>
      reply({ kind: 'progress', progress });
    reply({
      kind: 'done',
      result: await writeSampleDataset(folder, { ...options, onProgress, signal: cancel.signal }),
    });
  } catch (error) {
    if (cancel.signal.aborted) reply({ kind: 'cancelled' });
    else reply({ kind: 'failed', message: errorReason(error), byUser: error instanceof UserError });
  }
  if (process.connected) process.disconnect();
}

process.on('message', (request: SampleRequest) => {
  if (request.kind === 'cancel') cancel.abort();
  else void start(request);
});
// The engine has gone: stop, and take back what was written.
process.on('disconnect', () => cancel.abort());
