import { defineDatasetRequest } from './define';

/** Predictions of the user's own model; parameters and results are named in the protocol. */
export const predictionOperations = [
  defineDatasetRequest('lookAtPredictions', 'What the columns of a table mean.', (session, { path }) =>
    session.predictions.look(path),
  ),
  defineDatasetRequest('usePredictions', 'Rank by a table of predictions.', (session, { choice }) =>
    session.predictions.use(choice),
  ),
  defineDatasetRequest('dropPredictions', 'Rank by the own model again.', async (session) => {
    await session.predictions.drop();
    return null;
  }),
  defineDatasetRequest(
    'predictionsReport',
    'What came of reading the predictions.',
    async (session) => session.predictions.report,
  ),
];
