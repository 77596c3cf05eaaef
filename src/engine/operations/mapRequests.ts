import { defineDatasetRequest } from './define';

/** The embedding map; parameters and results are named in the protocol. */
export const mapOperations = [
  defineDatasetRequest('embeddingMap', 'Images on a plane, like beside like.', (session, { renew }, { signal }) =>
    session.map.map(renew, signal),
  ),
  defineDatasetRequest('mapFacts', 'What the points of the map are coloured by.', async (session, { rows }) =>
    session.map.facts(rows),
  ),
];
