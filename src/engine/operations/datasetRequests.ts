import type { WordRanking } from '../session/viewing/wordSearch';
import { defineDatasetRequest } from './define';
import { imageExif } from '../session/viewing/imageExif';
import { packImages } from './packImages';

/** What the editor asks about one open dataset; parameters and results are named in the protocol. */
export const datasetOperations = [
  defineDatasetRequest('summary', 'What the dataset holds, in numbers.', async (session) => session.summary()),
  defineDatasetRequest('view', 'Run a query: the rows in order.', async (session, { sort, ...asked }, { signal }) => {
    const words = await session.words.rank(asked.query, signal);
    const order = words.kind === 'ranked' ? 'similarity' : sort;
    const view = await session.shown.showInSlices({ ...asked, sort: order }, signal);
    return withNote(view, words);
  }),
  defineDatasetRequest(
    'listImages',
    'The images that a query finds.',
    async (session, { query, sort, limit }, { signal }) => {
      const words = await session.words.rank(query, signal);
      return withNote(session.shown.list(query, words.kind === 'ranked' ? 'similarity' : sort, limit), words);
    },
  ),
  defineDatasetRequest('rows', 'What the grid shows of some rows.', async (session, { rows }) => session.rows(rows)),
  defineDatasetRequest('thumbnails', 'Thumbnails of some rows, packed.', async (session, { rows }) =>
    packImages(
      rows,
      Array.from(rows, (row) => session.thumbnail(row)),
    ),
  ),
  defineDatasetRequest('preview', 'One image, large.', async (session, { row, longestSide }, { signal }) =>
    packImages(Uint32Array.of(row), [await session.preview(row, longestSide, signal)]),
  ),
  defineDatasetRequest('details', 'Everything known of one image.', async (session, { row }) => {
    const details = session.details(row);
    const source = await session.collages.source(row);
    return { ...details, ...(source && { source }) };
  }),
  defineDatasetRequest('exif', 'What the camera wrote into one image.', (session, { row }, { signal }, engine) =>
    imageExif(engine, session.file(row), signal),
  ),
  defineDatasetRequest('leftOut', 'What is no readable image, with the reason.', async (session) =>
    session.inventory(),
  ),
  defineDatasetRequest('decide', 'Decide for some images.', (session, { rows, decision }) =>
    session.decisions.decide(rows, decision),
  ),
  defineDatasetRequest('accept', 'Accept what is proposed for some images.', (session, { rows, sorted }) =>
    session.decisions.accept(rows, sorted),
  ),
  defineDatasetRequest('edit', 'Replay an edit: undo and redo.', (session, { changes, epoch, dismissals }) =>
    session.decisions.edit(changes, epoch, dismissals),
  ),
  defineDatasetRequest('unsaved', 'The edits since the last save, as one.', async (session) =>
    session.decisions.unsaved(),
  ),
  defineDatasetRequest('save', 'Record that the decisions are saved.', async (session) => ({
    offset: await session.decisions.save(),
  })),
  defineDatasetRequest('revert', 'Take back the edits since the last save.', (session) => session.decisions.revert()),
  defineDatasetRequest('retrain', 'Fit the model on the labels as decided.', (session, _params, call) =>
    session.retrain(call),
  ),
  defineDatasetRequest('pin', 'Pin a class to a digit key.', async (session, { digit, name }) => {
    await session.preferences.pin(digit, name);
    return null;
  }),
  defineDatasetRequest('saveQuery', 'Remember a query, or forget it.', async (session, { query, isSaved }) => {
    await session.preferences.saveQuery(query, isSaved);
    return null;
  }),
  defineDatasetRequest('chooseLayout', 'Understand the folder in another way.', async (session, { layout, labels }) => {
    await session.preferences.chooseLayout(layout, labels);
    return null;
  }),
  defineDatasetRequest('labelTables', 'Files that may be tables of labels.', (session) =>
    Promise.resolve(session.listing.labelTables()),
  ),
  defineDatasetRequest('planPreview', 'What Apply would do.', (session) => session.changes.planPreview()),
  defineDatasetRequest('applyChanges', 'Carry out the pending decisions.', (session, _params, call) =>
    session.changes.apply(call),
  ),
  defineDatasetRequest('undoLastApply', 'Put the files of the last apply back.', (session, { journal }, call) =>
    session.changes.undoApply(call, journal),
  ),
  defineDatasetRequest('exportDecisions', 'Write the decisions as a table or a script.', (session, { format }) =>
    session.changes.exportDecisions(format),
  ),
  defineDatasetRequest('exportCopy', 'Write a clean copy to train on.', (session, { settings, out }, call) =>
    session.exportCopy(settings, out, call),
  ),
  defineDatasetRequest('readImport', 'What an import of decisions would do.', async (session, { file }) =>
    session.changes.readImport(file),
  ),
  defineDatasetRequest('importDecisions', 'Record the decisions of a file as one edit.', (session, { file, chosen }) =>
    session.decisions.importDecisions(file, chosen),
  ),
  defineDatasetRequest('trash', 'What is in the trash and set aside.', (session) => session.changes.trash()),
  defineDatasetRequest('restoreFromTrash', 'Put files of the trash back.', (session, { files }, call) =>
    session.changes.restoreFromTrash(call, files),
  ),
  defineDatasetRequest('emptyTrash', 'Remove what is in the trash for good.', (session, _params, call) =>
    session.changes.emptyTrash(call),
  ),
  defineDatasetRequest('follow', 'Follow changes outside.', async (session, { what }) => ({
    changed: what === 'all' ? await session.outside.follow() : await session.outside.followDecisions(),
  })),
  defineDatasetRequest('cancel', 'Stop what is running.', async (session, { task }) => {
    if (task === 'map') session.map.cancel();
    else if (task === 'tag') session.references.cancel();
    else if (task === 'apply') session.changes.cancel();
    else if (task === 'split') session.collages.cancel();
    else session.cancel();
    return null;
  }),
];

/** Says beside an answer why words did not order it. */
function withNote<Answer extends { readonly notes: readonly string[] }>(answer: Answer, words: WordRanking): Answer {
  return words.kind === 'unranked' ? { ...answer, notes: [...answer.notes, words.note] } : answer;
}
