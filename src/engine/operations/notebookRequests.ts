import { defineDatasetRequest } from './define';

/** Work beside a notebook; parameters and results are named in the protocol. */
export const notebookOperations = [
  defineDatasetRequest('notebookFacts', 'What a notebook needs to know.', async (session) => session.notebookFacts()),
  defineDatasetRequest('lookAtPredictions', 'What the columns of a table mean.', (session, { path }) =>
    session.predictions.look(path),
  ),
  defineDatasetRequest('usePredictions', 'Rank by a table of predictions.', (session, { choice }, { signal }) =>
    session.predictions.use(choice, { signal }),
  ),
  defineDatasetRequest('dropPredictions', 'Rank by the own model again.', async (session) => {
    await session.predictions.drop();
    return null;
  }),
  defineDatasetRequest('writeImageTable', 'Decisions and scores as a table.', (session, { path, keep }) =>
    keep ? session.tables.keep(path) : session.tables.write(path),
  ),
  defineDatasetRequest('leaveImageTable', 'The table is no longer kept.', async (session) => {
    await session.tables.keep(undefined);
    return null;
  }),
  defineDatasetRequest(
    'predictionsReport',
    'What came of reading the predictions.',
    async (session) => session.predictions.report,
  ),
];
