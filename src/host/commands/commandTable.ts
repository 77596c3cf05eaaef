import { Uri, l10n, window, type Disposable, type ExtensionContext } from 'vscode';
import { messageOf } from '../../core/messageOf';
import { errorCodes } from '../../protocol/errorCodes';
import type { ActiveDataset } from '../editor/activeDataset';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { DatasetEditorProvider } from '../editor/datasetEditorProvider';
import type { EngineClient } from '../engine/engineClient';
import { DisposableStore } from '../disposable';
import { log } from '../log';
import { pageActions, type CommandName, type PageAction } from '../names';
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

type Command = (...args: never[]) => Promise<unknown>;

/** What the commands do, and what a link from elsewhere does. Failures are shown. */
export interface CommandTable extends Disposable {
  run(name: CommandName, args: readonly unknown[]): Promise<unknown>;
  openLink(link: Uri): Promise<void>;
}

/** Those that check what others wrote are loaded when they are called: making all schemas takes time. */
export function commandTable(
  engine: EngineClient,
  provider: DatasetEditorProvider,
  active: ActiveDataset,
  context: ExtensionContext,
): CommandTable {
  const memory = context.workspaceState;
  const store = new DisposableStore();
  const onActive =
    (run: (engine: EngineClient, document: DatasetDocument) => Promise<void>) => async (): Promise<void> => {
      const { document } = active;
      if (!document)
        throw new Error(l10n.t('No dataset is open. Right-click a folder of images and choose Clean This Folder.'));
      await run(engine, document);
    };
  const references = { engine, provider, active, memory };
  const lists = store.add(new ReadOnlyTexts('winnow-list'));
  const leftOut = store.add(new ReadOnlyTexts('winnow-left-out'));
  const importing = { engine, texts: store.add(new ReadOnlyTexts('winnow-not-imported')) };
  const tables = store.add(new KeptTables(engine, provider, memory));
  const table: Record<Exclude<CommandName, PageAction>, Command> = {
    cleanFolder: (clicked?: Uri, selected?: Uri[]) => cleanFolder(engine, provider, memory, clicked, selected),
    splitCollages: (clicked?: Uri, selected?: Uri[]) =>
      splitCollages(
        engine,
        provider,
        memory,
        isUri(clicked) ? clicked : undefined,
        isUri(clicked) ? selected : undefined,
      ),
    useAsReference: (clicked?: Uri, selected?: Uri[]) =>
      isUri(clicked)
        ? useFilesAsReference(references, selected?.length ? selected : [clicked])
        : useAsReference(provider),
    useFilesAsReference: (files?: Uri[]) => useFilesAsReference(references, files),
    sortImages: (clicked?: Uri) => sortImages({ engine, provider, memory }, clicked ?? active.document?.uri),
    openSampleDataset: async () => {
      const folder = await makeSampleDataset(engine);
      if (folder) await cleanFolder(engine, provider, memory, folder);
    },
    retrain: onActive(retrain),
    applyChanges: onActive((_engine, document) => previewChanges(provider, document)),
    // The button of that preview; in no menu and no palette.
    applyPreviewed: async (uri: Uri) => {
      const document = provider.document(uri);
      if (document) await applyChanges(engine, document);
    },
    undoLastApply: onActive(undoLastApply),
    exportDecisions: (target?: ExportTarget) =>
      onActive((asked, document) => exportDecisions(asked, document, target))(),
    exportCleanCopy: (target?: CopyTarget) =>
      onActive(async (asked, document) =>
        (await import('./exportCleanCopy')).exportCleanCopy(asked, document, target),
      )(),
    exportReport: (target?: ReportTarget) => onActive((asked, document) => exportReport(asked, document, target))(),
    exportContactSheet: (target?: SheetTarget) =>
      onActive((asked, document) => exportContactSheet(asked, document, target))(),
    importDecisions: (from?: ImportFrom) =>
      onActive((asked, document) => importDecisions(asked, document, lists, from))(),
    usePredictions: (from?: PredictionsFrom | Uri) =>
      onActive((asked, document) => usePredictions(asked, document, lists, from))(),
    reviewBeside: (clicked?: unknown) => reviewBeside(engine, provider, memory, clicked),
    copyQueryLink: onActive((asked, document) => copyQueryLink(asked, document, context)),
    keepDecisionsTable: (target?: TableTarget) => onActive((_asked, document) => tables.keep(document, target))(),
    copyNotebookSnippet: (wanted?: unknown) =>
      onActive((asked, document) => copySnippet(asked, document, tables, wanted))(),
    useOwnScores: onActive(dropPredictions),
    showPredictions: onActive((asked, document) => predictionsMenu(asked, document, lists)),
    restoreFromTrash: (target?: RestoreTarget) =>
      onActive((asked, document) => restoreFromTrash(asked, document, target))(),
    emptyTrash: onActive(emptyTrash),
    resort: async () => {
      await onActive(retrain)();
      provider.activePage?.run('sortPile');
    },
    showEmbeddingMap: async () => provider.activePage?.run('map'),
    showLeftOutFiles: onActive((asked, document) => showLeftOutFiles(asked, document, leftOut)),
    importUrlList: (clicked?: Uri | ImportTarget) =>
      importUrlList(importing, isUri(clicked) ? { into: clicked } : (clicked ?? {})),
    collectImages: async (clicked?: Uri) =>
      (await import('./collectImages')).collectImages(importing, isUri(clicked) ? clicked : undefined),
    importArchive: (clicked?: Uri, folder?: Uri) =>
      importArchive(importing, clicked, isUri(folder) ? folder : undefined),
    chooseLayout: onActive((asked, document) => chooseLayout(asked, document, provider)),
    pinClass: (clicked?: { className?: unknown }) =>
      onActive((asked, document) => pinClass(asked, document, clicked?.className))(),
    compareWithFolder: (folder?: Uri) =>
      onActive((asked, document) => compareWithFolder(asked, document, provider, folder))(),
    showDataset: () => showDataset(provider),
    copyRules: onActive(copyRules),
    chooseModel: () => chooseModel(engine),
    showBackends: async () => (await import('./showBackends')).showBackends(engine),
    openTrainingLog: async (clicked?: Uri) => (await import('./openTrainingLog')).openTrainingLog(context, clicked),
    showLog: async () => log().show(),
  };
  const run = async (name: CommandName, args: readonly unknown[]): Promise<unknown> =>
    isPageAction(name) ? provider.activePage?.run(name) : table[name](...(args as never[]));
  return {
    run: (name, args) => run(name, args).catch(showError),
    openLink: (link) => openQueryLink(engine, provider, memory, link).catch(showError),
    dispose: () => store.dispose(),
  };
}

function isPageAction(name: CommandName): name is PageAction {
  return (pageActions as readonly CommandName[]).includes(name);
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
