import type { ResolvedFolder } from '../../protocol/engineRequests';
import { engineRequests } from '../../protocol/engineRequests';
import { classesBeside } from '../dataset/findRoot';
import { findDataset } from '../session/findDataset';
import { defineOperation } from './define';

/** `resolve`: the dataset that a folder is or lies in, and the query that shows just that folder. */
export const resolve = defineOperation({
  name: 'resolve',
  summary: 'Find the dataset of a folder.',
  params: engineRequests.resolve.params,
  run: async (engine, { folder }): Promise<ResolvedFolder> => {
    const found = await findDataset(folder, engine.options.stateFolder);
    const { root, below, bare } = found;
    const beside = bare ? await classesBeside(root) : undefined;
    return { root, query: below === '' ? '' : `path:"${below}/"`, bare, below, ...(beside && { beside }) };
  },
});
