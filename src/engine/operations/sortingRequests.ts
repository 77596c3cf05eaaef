import { defineDatasetRequest } from './define';

/** Sorting a pile, more of a kind, and when to stop; parameters and results are named in the protocol. */
export const sortingOperations = [
  defineDatasetRequest('pileState', 'How far the sorting of a pile has come.', (session) => session.sorter.pileState()),
  defineDatasetRequest('countAsUnsorted', 'Take folders for no classes.', async (session, { folders }) => {
    await session.preferences.countAsUnsorted(folders);
    return null;
  }),
  defineDatasetRequest('clusterPile', 'Clusters of the unsorted images.', (session, { query, count }, { signal }) =>
    session.sorter.clusters(query, count, signal),
  ),
  defineDatasetRequest('proposePile', 'Classes for the unsorted images.', (session, { query, line }, { signal }) =>
    session.sorter.proposals(query, line, signal),
  ),
  defineDatasetRequest('moreLike', 'How like some images all others are.', (session, { rows }, { signal }) =>
    session.sorter.moreLike(rows, signal),
  ),
  defineDatasetRequest('reviewReport', 'Reviewed, wrong and probably left.', (session, { query }, { signal }) =>
    session.review.report(query, signal),
  ),
  defineDatasetRequest('drawSpotCheck', 'A random sample to check.', async (session, { query, count }) =>
    session.review.draw(query, count),
  ),
  defineDatasetRequest('spotCheck', 'What a checked sample says.', async (session, { rows, from }) =>
    session.review.judge(rows, from),
  ),
];
