/** The thread that reads tables of predictions and scores by them; the scores of the last table stay here. */
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../../core/messageOf';
import { UserError } from '../errors';
import { unpackTexts } from '../findings/packedText';
import type { ProbabilityTable } from '../model/head/headInput';
import { lookAtTable } from './lookAtTable';
import { readPredictions, type PredictedImages, type ReadPredictions } from './readPredictions';
import { scorePredictions, type ScoreInput } from './scorePredictions';
import type { PackedImages, PredictionsAnswers, PredictionsAsk, PredictionsReply } from './threadMessages';

const port = parentPort;
if (!port) throw new Error('This program is started by Winnow itself.');

let current: ReadPredictions | undefined;
let probabilities: { readonly rows: number; readonly classes: number; readonly table: ProbabilityTable } | undefined;

port.on('message', ({ id, ask }: { id: number; ask: PredictionsAsk }) => {
  answer(ask).then(
    (result) => port.postMessage({ id, result } satisfies PredictionsReply),
    (error: unknown) => {
      const problem = messageOf(error);
      port.postMessage({ id, problem, isUsers: error instanceof UserError } satisfies PredictionsReply);
    },
  );
});

async function answer(ask: PredictionsAsk): Promise<PredictionsAnswers[PredictionsAsk['kind']]> {
  switch (ask.kind) {
    case 'look':
      return lookAtTable(ask.path, unpack(ask.images));
    case 'read': {
      // The one before stays in use when this one cannot be read.
      current = await readPredictions(ask.path, ask.columns, unpack(ask.images));
      probabilities = undefined;
      const { table: _staysHere, ...summary } = current;
      return summary;
    }
    case 'score':
      return score(ask.input);
  }
}

function score(input: ScoreInput): PredictionsAnswers['score'] {
  if (!current) throw new Error('There are no predictions to score by.');
  const rows = input.labels.length;
  const { classes } = input;
  if (probabilities?.rows !== rows || probabilities.classes !== classes)
    probabilities = { rows, classes, table: current.table.probabilities(rows, classes) };
  return scorePredictions(current.table, probabilities.table, input);
}

function unpack(packed: PackedImages): PredictedImages {
  return { ...packed, paths: unpackTexts(packed.paths).map((path) => (path === '' ? undefined : path)) };
}
