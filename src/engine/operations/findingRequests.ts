import { UserError } from '../errors';
import { compareWithFolder } from '../session/findings/compare';
import { requireFolder } from './cliDataset';
import { defineDatasetRequest } from './define';

/** What the editor asks about everything suspicious in one open dataset. */
export const findingOperations = [
  defineDatasetRequest('findingsSummary', 'How many findings there are, by kind.', async ({ findings }) =>
    findings.summary(),
  ),
  defineDatasetRequest(
    'findingsPage',
    'Findings of one kind, a page.',
    ({ findings }, { kind, type, states, offset, limit }, { signal }) =>
      findings.page({ kind, type, states }, offset, limit, signal),
  ),
  defineDatasetRequest(
    'acceptFindings',
    'Turn proposals into pending decisions.',
    ({ findings }, { unticked, ...selection }, { signal }) => findings.accept(selection, unticked, signal),
  ),
  defineDatasetRequest(
    'dismissFindings',
    'Not a problem, or a problem again.',
    ({ findings }, { dismissed, ...selection }, { signal }) => findings.dismiss(selection, dismissed, signal),
  ),
  defineDatasetRequest('thresholds', 'Thresholds with the scores around them.', ({ findings }, _params, { signal }) =>
    findings.thresholds(signal),
  ),
  defineDatasetRequest('findingSettings', 'How findings are judged.', async ({ findings }) => findings.settings),
  defineDatasetRequest(
    'setFindingSettings',
    'Judge findings otherwise from now on.',
    ({ findings }, { thresholds, keepRule, protect, turned }) =>
      findings.setSettings({ thresholds, keepRule, protect, turned }),
  ),
  defineDatasetRequest(
    'imageContext',
    'What was found about one image, and the most like it.',
    ({ findings }, { row }) => findings.imageContext(row),
  ),
  defineDatasetRequest('classHealth', 'What is wrong with the classes.', async ({ findings }) =>
    findings.classHealth(),
  ),
  defineDatasetRequest('mergeClasses', 'Relabel a class to another one.', (session, { from, to }) =>
    session.decisions.mergeClasses(from, to),
  ),
  defineDatasetRequest('removeEmptyFolders', 'Remove folders without a file.', (session, { folders }, call) =>
    session.changes.removeEmptyFolders(folders, call),
  ),
  defineDatasetRequest(
    'sources',
    'Where images come from, and how good they are.',
    ({ findings }, _params, { signal }) => findings.sources(signal),
  ),
  defineDatasetRequest('confusionMatrix', 'Given labels against predictions.', async ({ findings }) => {
    const matrix = findings.matrix();
    if (!matrix) throw new UserError('There is no ranking yet: the confusion matrix needs one.');
    return matrix;
  }),
  defineDatasetRequest(
    'compareWithFolder',
    'Copies of these images in another folder.',
    async (session, { folder, kinds }, call, engine) =>
      compareWithFolder(engine, session, await requireFolder(folder), kinds, call),
  ),
];
