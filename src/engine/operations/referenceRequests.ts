import { defineDatasetRequest } from './define';

/** Images that all others are held against; parameters and results are named in the protocol. */
export const referenceOperations = [
  defineDatasetRequest('draftReference', 'Choose images as references.', ({ references }, { rows }, call) =>
    references.draftRows(rows, call),
  ),
  defineDatasetRequest('draftReferenceFiles', 'Choose files as references.', ({ references }, { files }, call) =>
    references.draftFiles(files, call),
  ),
  defineDatasetRequest('reference', 'The references with their tags.', ({ references }, _params, call) =>
    references.view(call),
  ),
  defineDatasetRequest('countOffReference', 'How many would not match.', ({ references }, edit, call) =>
    references.count(edit, call),
  ),
  defineDatasetRequest(
    'flagOffReference',
    'Flag what does not match.',
    async ({ references }, { tags, top, by, threshold, within }, call) => {
      await references.flag({ tags, top, by, threshold, within }, call);
      return null;
    },
  ),
  defineDatasetRequest('clearReference', 'Forget the references.', async ({ references }) => {
    await references.clear();
    return null;
  }),
  defineDatasetRequest(
    'untaggedImages',
    'Images that a service would be sent.',
    async ({ references }, _, { signal }) => ({
      images: await references.countUnsent(signal),
    }),
  ),
  defineDatasetRequest(
    'useTagSource',
    'Take tags from another source.',
    async ({ references, table }, { source }, call) => {
      const refused = await references.useSource(source, call);
      const failed = Array.from(refused, ([hash, reason]) => {
        const row = table.hashes.indexOf(hash);
        return { path: row < 0 ? 'a reference' : table.path(row), reason };
      });
      return { view: await references.view(call), failed };
    },
  ),
];
