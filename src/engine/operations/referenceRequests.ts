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
    async ({ references }, { tags, top, by, threshold }, call) => {
      await references.flag({ tags, top, by, threshold }, call);
      return null;
    },
  ),
  defineDatasetRequest('clearReference', 'Forget the references.', async ({ references }) => {
    await references.clear();
    return null;
  }),
];
