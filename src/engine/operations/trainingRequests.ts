import { defineDatasetRequest } from './define';

/** Networks trained on a dataset; parameters and results are named in the protocol. */
export const trainingOperations = [
  defineDatasetRequest('trainNetwork', 'Train a network in the background.', (session, wish) =>
    session.training.begin(wish),
  ),
  defineDatasetRequest('resumeRun', 'Go on with an interrupted run.', (session, { run, backend }) =>
    session.training.resume(run, backend),
  ),
  defineDatasetRequest(
    'planTraining',
    'What a training would be.',
    async (session, { settings, samples, sampleSeed }) => session.training.plan(settings, samples, sampleSeed),
  ),
  defineDatasetRequest('exportRun', 'Copy the models of a run elsewhere.', (session, { run, folder }) =>
    session.training.export(run, folder),
  ),
  defineDatasetRequest('stopTraining', 'Stop the training.', (session) => session.training.stop()),
  defineDatasetRequest('trainingRuns', 'The table of runs.', (session) => session.training.runs()),
  defineDatasetRequest('deleteRun', 'Delete a run.', (session, { run }) => session.training.delete(run)),
  defineDatasetRequest('previewAugmentation', 'One image, varied.', (session, { row, ...wish }, { signal }) =>
    session.training.preview({ path: session.file(row), ...wish }, signal),
  ),
];
