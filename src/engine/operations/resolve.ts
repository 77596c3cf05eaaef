import type { ResolvedFolder } from '../../protocol/engineRequests';
import { engineRequests } from '../../protocol/engineRequests';
import { findDataset } from '../session/findDataset';
import { defineOperation } from './define';

/** `resolve`: the dataset that a folder is or lies in, and the query that shows just that folder. */
export const resolve = defineOperation({
  name: 'resolve',
  summary: 'Find the dataset of a folder.',
  params: engineRequests.resolve.params,
  run: async (engine, { folder }): Promise<ResolvedFolder> => {
    const found = await findDataset(folder, engine.options.stateFolder);
    return { root: found.root, query: found.below === '' ? '' : `path:"${found.below}/"`, bare: found.bare };
  },
});
