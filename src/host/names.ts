/** The names under which VS Code asks for Winnow's parts, as in package.json: all that an activation needs to know. */

/** The custom editor. */
export const viewType = 'winnow.dataset';

/** Actions of the page's keys that are commands too, so that VS Code's menus and key bindings reach them. */
export const pageActions = [
  'accept',
  'keep',
  'delete',
  'setAside',
  'convertToPng',
  'convertToJpeg',
  'clear',
  'pickClass',
  'reorder',
  'loupe',
  'moreLike',
  'showReference',
  'dismiss',
  'compare',
  'spotCheck',
  'trainCnn',
  'revealInExplorer',
  'showSourceSheet',
] as const;

export type PageAction = (typeof pageActions)[number];

/** Commands of the palette, of the menus, and of links and buttons; each begins with `winnow.`. */
export const commandNames = [
  ...pageActions,
  'cleanFolder',
  'splitCollages',
  'useAsReference',
  'useFilesAsReference',
  'sortImages',
  'openSampleDataset',
  'retrain',
  'applyChanges',
  'applyPreviewed',
  'undoLastApply',
  'exportDecisions',
  'exportCleanCopy',
  'exportReport',
  'exportContactSheet',
  'importDecisions',
  'usePredictions',
  'reviewBeside',
  'copyQueryLink',
  'keepDecisionsTable',
  'copyNotebookSnippet',
  'useOwnScores',
  'showPredictions',
  'restoreFromTrash',
  'emptyTrash',
  'resort',
  'showEmbeddingMap',
  'showLeftOutFiles',
  'importUrlList',
  'collectImages',
  'importArchive',
  'chooseLayout',
  'pinClass',
  'compareWithFolder',
  'showDataset',
  'copyRules',
  'chooseModel',
  'showBackends',
  'openTrainingLog',
  'showLog',
] as const;

export type CommandName = (typeof commandNames)[number];

/** Tools for language models: five that look, and one that marks. None applies anything. */
export const toolNames = [
  'winnow_index',
  'winnow_rank',
  'winnow_query',
  'winnow_findings',
  'winnow_report',
  'winnow_propose_decisions',
] as const;

export type ToolName = (typeof toolNames)[number];
