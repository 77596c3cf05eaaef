import { datasetRequests } from '../../protocol/requests';
import { defineOperation } from './define';

/** `close`: an editor no longer shows the dataset. */
export const close = defineOperation({
  name: 'close',
  summary: 'Close a dataset that was opened for the editor.',
  params: datasetRequests.close.params,
  run: async (engine, { dataset, mayReturn }) => {
    await engine.close(dataset, mayReturn);
    return null;
  },
});
