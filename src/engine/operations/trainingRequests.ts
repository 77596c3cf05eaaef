import { defineDatasetRequest } from './define';

/** Networks trained on a dataset; parameters and results are named in the protocol. */
export const trainingOperations = [
  defineDatasetRequest('trainNetwork', 'Train a network in the background.', (session, wish) =>
    session.training.begin(wish),
  ),
  defineDatasetRequest('stopTraining', 'Stop the training.', (session) => session.training.stop()),
  defineDatasetRequest('trainingRuns', 'The table of runs.', (session) => session.training.runs()),
  defineDatasetRequest('deleteRun', 'Delete a run.', (session, { run }) => session.training.delete(run)),
  defineDatasetRequest('previewAugmentation', 'One image, varied.', (session, { row, ...wish }, { signal }) =>
    session.training.preview({ path: session.file(row), ...wish }, signal),
  ),
];
