/** The thread that reads tables of labels and writes their new contents; it answers one question and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../errors';
import type { LabelsAsk, LabelsReply } from './messages';
import { readLabels } from './readLabels';
import { rewriteLabels } from './rewriteLabels';

const port = parentPort;
if (!port) throw new Error('This program is started by Winnow itself.');

const ask = workerData as LabelsAsk;
(ask.kind === 'read' ? readLabels(ask) : rewriteLabels(ask)).then(
  (result) => port.postMessage({ result } satisfies LabelsReply),
  (error: unknown) => {
    const problem = error instanceof Error ? error.message : String(error);
    port.postMessage({ problem, isUsers: error instanceof UserError } satisfies LabelsReply);
  },
);
