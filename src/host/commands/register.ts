import { Uri, commands, l10n, window, type Disposable, type ExtensionContext } from 'vscode';
import { messageOf } from '../../core/messageOf';
import { errorCodes } from '../../protocol/errorCodes';
import type { ActiveDataset } from '../editor/activeDataset';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { DatasetEditorProvider } from '../editor/datasetEditorProvider';
import type { EngineClient } from '../engine/engineClient';
import { DisposableStore } from '../disposable';
import { log } from '../log';
import { ReadOnlyTexts } from '../readOnlyTexts';
import { applyChanges, previewChanges, retrain, undoLastApply } from './changes';
import { chooseLayout } from './chooseLayout';
import { chooseModel } from './chooseModel';
import { cleanFolder } from './cleanFolder';
import { pinClass } from './pinClass';
import { copySnippet } from '../notebook/copySnippet';
import { KeptTables, type TableTarget } from '../notebook/imageTable';
import { copyQueryLink, openQueryLink } from '../notebook/queryLinks';
import { reviewBeside } from '../notebook/reviewBeside';
import { predictionsMenu } from '../notebook/predictionsMenu';
import { dropPredictions, usePredictions, type PredictionsFrom } from '../notebook/usePredictions';
import { compareWithFolder } from './compareWithFolder';
import { copyRules } from './copyRules';
import { exportContactSheet, type SheetTarget } from './exportContactSheet';
import { exportReport, type ReportTarget } from './exportReport';
import { exportDecisions, type ExportTarget } from './exportDecisions';
import type { CopyTarget } from './exportCleanCopy';
import { importDecisions, type ImportFrom } from './importDecisions';
import { importArchive, importUrlList, type ImportTarget } from './importImages';
import { showLeftOutFiles } from './leftOutFiles';
import { sortImages } from './sortImages';
import { makeSampleDataset } from './sampleDataset';
import { showDataset } from './showDataset';
import { useAsReference, useFilesAsReference } from './useAsReference';
import { splitCollages } from './splitCollages';
import { emptyTrash, restoreFromTrash, type RestoreTarget } from './trash';

/** Actions of the page's keys that are commands too, so that VS Code's menus and key bindings reach them. */
const pageActions = [
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

/**
 * Every command of the palette and the menus, by its name in package.json. Those that check what others wrote are loaded
 * when they are called: making all schemas takes longer than the rest of the activation.
 */
export function registerCommands(
  engine: EngineClient,
  provider: DatasetEditorProvider,
  active: ActiveDataset,
  context: ExtensionContext,
): Disposable {
  const memory = context.workspaceState;
  const store = new DisposableStore();
  const register = (name: string, run: (...args: never[]) => Promise<unknown>): void => {
    store.add(commands.registerCommand(`winnow.${name}`, (...args) => run(...(args as never[])).catch(showError)));
  };
  const onActive =
    (run: (engine: EngineClient, document: DatasetDocument) => Promise<void>) => async (): Promise<void> => {
      const { document } = active;
      if (!document)
        throw new Error(l10n.t('No dataset is open. Right-click a folder of images and choose Clean This Folder.'));
      await run(engine, document);
    };
  register('cleanFolder', (clicked?: Uri, selected?: Uri[]) =>
    cleanFolder(engine, provider, memory, clicked, selected),
  );
  register('splitCollages', (clicked?: Uri, selected?: Uri[]) =>
    splitCollages(
      engine,
      provider,
      memory,
      isUri(clicked) ? clicked : undefined,
      isUri(clicked) ? selected : undefined,
    ),
  );
  const references = { engine, provider, active, memory };
  register('useAsReference', (clicked?: Uri, selected?: Uri[]) =>
    isUri(clicked)
      ? useFilesAsReference(references, selected?.length ? selected : [clicked])
      : useAsReference(provider),
  );
  register('useFilesAsReference', (files?: Uri[]) => useFilesAsReference(references, files));
  register('sortImages', (clicked?: Uri) => sortImages({ engine, provider, memory }, clicked ?? active.document?.uri));
  register('openSampleDataset', async () => {
    const folder = await makeSampleDataset(engine);
    if (folder) await cleanFolder(engine, provider, memory, folder);
  });
  register('retrain', onActive(retrain));
  register(
    'applyChanges',
    onActive((_engine, document) => previewChanges(provider, document)),
  );
  // The button of that preview; in no menu and no palette.
  register('applyPreviewed', async (uri: Uri) => {
    const document = provider.document(uri);
    if (document) await applyChanges(engine, document);
  });
  register('undoLastApply', onActive(undoLastApply));
  register('exportDecisions', (target?: ExportTarget) =>
    onActive((asked, document) => exportDecisions(asked, document, target))(),
  );
  register('exportCleanCopy', (target?: CopyTarget) =>
    onActive(async (asked, document) => (await import('./exportCleanCopy')).exportCleanCopy(asked, document, target))(),
  );
  register('exportReport', (target?: ReportTarget) =>
    onActive((asked, document) => exportReport(asked, document, target))(),
  );
  register('exportContactSheet', (target?: SheetTarget) =>
    onActive((asked, document) => exportContactSheet(asked, document, target))(),
  );
  const lists = store.add(new ReadOnlyTexts('winnow-list'));
  register('importDecisions', (from?: ImportFrom) =>
    onActive((asked, document) => importDecisions(asked, document, lists, from))(),
  );
  register('usePredictions', (from?: PredictionsFrom | Uri) =>
    onActive((asked, document) => usePredictions(asked, document, lists, from))(),
  );
  register('reviewBeside', (clicked?: unknown) => reviewBeside(engine, provider, memory, clicked));
  register(
    'copyQueryLink',
    onActive((asked, document) => copyQueryLink(asked, document, context)),
  );
  const tables = store.add(new KeptTables(engine, provider, memory));
  register('keepDecisionsTable', (target?: TableTarget) =>
    onActive((_asked, document) => tables.keep(document, target))(),
  );
  register('copyNotebookSnippet', (wanted?: unknown) =>
    onActive((asked, document) => copySnippet(asked, document, tables, wanted))(),
  );
  store.add(
    window.registerUriHandler({
      handleUri: (link) => void openQueryLink(engine, provider, memory, link).catch(showError),
    }),
  );
  register('useOwnScores', onActive(dropPredictions));
  register(
    'showPredictions',
    onActive((asked, document) => predictionsMenu(asked, document, lists)),
  );
  register('restoreFromTrash', (target?: RestoreTarget) =>
    onActive((asked, document) => restoreFromTrash(asked, document, target))(),
  );
  register('emptyTrash', onActive(emptyTrash));
  register('resort', async () => {
    await onActive(retrain)();
    provider.activePage?.run('sortPile');
  });
  register('showEmbeddingMap', async () => provider.activePage?.run('map'));
  const leftOut = store.add(new ReadOnlyTexts('winnow-left-out'));
  register(
    'showLeftOutFiles',
    onActive((asked, document) => showLeftOutFiles(asked, document, leftOut)),
  );
  const importing = { engine, texts: store.add(new ReadOnlyTexts('winnow-not-imported')) };
  register('importUrlList', (clicked?: Uri | ImportTarget) =>
    importUrlList(importing, isUri(clicked) ? { into: clicked } : (clicked ?? {})),
  );
  register('collectImages', async (clicked?: Uri) =>
    (await import('./collectImages')).collectImages(importing, isUri(clicked) ? clicked : undefined),
  );
  register('importArchive', (clicked?: Uri, folder?: Uri) =>
    importArchive(importing, clicked, isUri(folder) ? folder : undefined),
  );
  register(
    'chooseLayout',
    onActive((asked, document) => chooseLayout(asked, document, provider)),
  );
  register('pinClass', (clicked?: { className?: unknown }) =>
    onActive((asked, document) => pinClass(asked, document, clicked?.className))(),
  );
  register('compareWithFolder', (folder?: Uri) =>
    onActive((asked, document) => compareWithFolder(asked, document, provider, folder))(),
  );
  register('showDataset', () => showDataset(provider));
  register('copyRules', onActive(copyRules));
  register('chooseModel', () => chooseModel(engine));
  register('showBackends', async () => (await import('./showBackends')).showBackends(engine));
  for (const action of pageActions) register(action, async () => provider.activePage?.run(action));
  register('openTrainingLog', async (clicked?: Uri) =>
    (await import('./openTrainingLog')).openTrainingLog(context, clicked),
  );
  register('showLog', async () => log().show());
  return store;
}

/** The page's own menu hands over what was clicked in it, which is no file. */
function isUri(clicked: unknown): clicked is Uri {
  return clicked instanceof Uri;
}

async function showError(error: unknown): Promise<void> {
  if (error instanceof Error && 'code' in error && error.code === errorCodes.cancelled) return;
  const text = messageOf(error);
  log().error(error instanceof Error ? (error.stack ?? text) : text);
  const showLog = l10n.t('Show Log');
  if ((await window.showErrorMessage(text, showLog)) === showLog) log().show();
}
