import { createMessageConnection, ResponseError, type CancellationToken } from 'vscode-jsonrpc/node';
import { commands, l10n, Uri, type Disposable, type WebviewPanel } from 'vscode';
import {
  forwardedFromPage,
  hostRequests,
  type Forwarded,
  type HostRequests,
  type PageStart,
} from '../../protocol/requests';
import type { Comparison } from '../../protocol/findings';
import type { SortKey } from '../../protocol/dataset';
import { errorCodes } from '../../protocol/errorCodes';
import type { Params, Result } from '../../protocol/request';
import { DisposableStore } from '../disposable';
import { log } from '../log';
import { mayAskService, readKeys } from '../settings';
import { askTagSource } from './askTagSource';
import { FirstViewFetch } from './firstView';
import type { EngineClient } from '../engine/engineClient';
import type { DatasetDocument } from './datasetDocument';
import { pageStrings } from './pageStrings';
import { ShownOpening } from './openings';
import { openingText } from './statusText';
import { PageReader, PageWriter } from './pageTransport';
import { trainingHandlers } from './trainingHandlers';

type HostHandlers = {
  readonly [N in keyof HostRequests]: (params: Params<HostRequests[N]>) => Promise<Result<HostRequests[N]>>;
};

/** With what a page begins: a query, an action of its keys by its name, and paths whose collages are to be split. */
export type PageBegin = Pick<PageStart, 'query' | 'action' | 'split'>;

/** With what the next page begins. */
interface Begin {
  peek(): PageBegin;
  /** It is for that page alone. */
  take(): PageBegin;
}

/** What the host can make a page do. */
export interface PageLink extends Disposable {
  /** Carries out an action of the page's keys by its name. */
  run(action: string): void;
  show(view: { readonly query: string; readonly sort?: SortKey }): void;
  showComparison(folder: string, comparison: Comparison): void;
  /** Opens images, by paths below the dataset, to split them. */
  split(paths: readonly string[]): void;
}

/**
 * One page of a document: answers what the host can answer, forwards what only the engine knows, and passes on the
 * document's events. The page names no dataset: it reaches its own and no other.
 */
export function connectPage(
  panel: WebviewPanel,
  document: DatasetDocument,
  engine: EngineClient,
  begin: Begin,
): PageLink {
  const { webview } = panel;
  const store = new DisposableStore();
  const first = store.add(new FirstViewFetch(document, engine, begin.peek().query));
  const connection = createMessageConnection(new PageReader(webview), new PageWriter(webview));
  store.add(connection);
  let isListening = false;
  const listen = (wants: boolean): void => {
    if (isListening && !wants) document.unlisten();
    isListening = wants;
  };
  const shown = new ShownOpening(document.openings);
  const ready = async (): Promise<PageStart> => {
    shown.begin();
    const start = begin.take();
    const [summary, images] = await Promise.all([document.current(), first.take(start.query)]);
    listen(false);
    listen(true);
    return {
      summary: document.summary ?? summary,
      ...(images && { first: images }),
      ...document.listen(),
      ...start,
      isActive: panel.active,
      mayChange: document.mayChange,
      mayAskService: mayAskService(),
      keys: readKeys(),
      strings: pageStrings(),
    };
  };
  const handlers = hostHandlers(document, engine, shown, ready);
  for (const name of Object.keys(handlers) as (keyof HostRequests)[])
    connection.onRequest(name, async (params: unknown) => answer(name, handlers, params));
  for (const name of forwardedFromPage)
    connection.onRequest(name, async (params: unknown, token: CancellationToken) =>
      forward(name, document, engine, params, token),
    );
  // A hidden page is gone: the next one asks for `ready` again.
  store.add(panel.onDidChangeViewState(() => panel.visible || listen(false)));
  store.add({ dispose: () => listen(false) });
  store.add(
    document.onEvent((event) => {
      void connection.sendNotification('event', event);
      if (!document.summary && event.kind === 'progress')
        void connection.sendNotification('opening', { text: openingText(event.progress) });
    }),
  );
  connection.onError(([error]) => log().error(`Page: ${error.message}`));
  connection.listen();
  return {
    run: (action) => void connection.sendNotification('action', { action }),
    show: (view) => void connection.sendNotification('show', view),
    showComparison: (folder, comparison) => void connection.sendNotification('comparison', { folder, comparison }),
    split: (paths) => void connection.sendNotification('split', { paths }),
    dispose: () => store.dispose(),
  };
}

async function answer<N extends keyof HostRequests>(
  name: N,
  handlers: HostHandlers,
  params: unknown,
): Promise<Result<HostRequests[N]>> {
  const parsed = hostRequests[name].params.safeParse(params);
  if (!parsed.success) throw new ResponseError(errorCodes.refused, `${name}: ${parsed.error.message}`);
  const handle = handlers[name] as (params: unknown) => Promise<Result<HostRequests[N]>>;
  return handle(parsed.data);
}

/** Hands a request to the engine, which checks it. The dataset is set last: the page cannot choose another. */
async function forward(
  name: Forwarded,
  document: DatasetDocument,
  engine: EngineClient,
  params: unknown,
  token: CancellationToken,
): Promise<unknown> {
  if (typeof params !== 'object' || params === null)
    throw new ResponseError(errorCodes.refused, `${name}: no parameters`);
  return engine.forward(name, { ...params, dataset: await document.id() }, token);
}

function hostHandlers(
  document: DatasetDocument,
  engine: EngineClient,
  shown: ShownOpening,
  ready: () => Promise<PageStart>,
): HostHandlers {
  const mayChange = (): void => {
    if (!document.mayChange)
      throw new ResponseError(
        errorCodes.refused,
        l10n.t('This workspace is restricted: images can be looked at, not changed. Trust the workspace to decide.'),
      );
  };
  const mayDecide = (): void => {
    mayChange();
    if (!shown.isCurrent)
      throw new ResponseError(
        errorCodes.refused,
        l10n.t('The dataset is being opened again. Decide when its images are shown anew.'),
      );
  };
  return {
    ready,
    decide: async ({ rows, decision }) => {
      mayDecide();
      await document.decide(rows, decision);
      return null;
    },
    accept: async ({ rows, sorted }) => {
      mayDecide();
      await document.accept(rows, sorted);
      return null;
    },
    acceptFindings: async (selection) => {
      mayDecide();
      return document.acceptFindings(selection);
    },
    mergeClasses: async (classes) => {
      mayChange();
      return document.mergeClasses(classes);
    },
    removeEmptyFolders: async ({ folders }) => {
      mayChange();
      return document.removeEmptyFolders(folders);
    },
    dismissFindings: async (selection) => {
      mayDecide();
      await document.dismissFindings(selection);
      return null;
    },
    decideSheets: async ({ rows, options }) => {
      mayDecide();
      await document.decideSheets(rows, options);
      return null;
    },
    askTagSource: async ({ source }) => {
      mayChange();
      return askTagSource(document, engine, source);
    },
    ...trainingHandlers(document, engine, mayChange),
    command: async ({ name, row }) => {
      await pageCommands[name](document, engine, row);
      return null;
    },
  };
}

type PageCommand = Params<HostRequests['command']>['name'];

const pageCommands: Readonly<
  Record<PageCommand, (document: DatasetDocument, engine: EngineClient, row?: number) => Promise<void>>
> = {
  apply: async ({ uri }) => void (await commands.executeCommand('winnow.applyPreviewed', uri)),
  undoApply: async () => void (await commands.executeCommand('winnow.undoLastApply')),
  retrain: async () => void (await commands.executeCommand('winnow.retrain')),
  openSettings: async () => void (await commands.executeCommand('workbench.action.openSettings', '@ext:winnow.winnow')),
  showLog: async () => log().show(),
  showLeftOutFiles: async () => void (await commands.executeCommand('winnow.showLeftOutFiles')),
  showPredictions: async () => void (await commands.executeCommand('winnow.showPredictions')),
  chooseLayout: async () => void (await commands.executeCommand('winnow.chooseLayout')),
  revealInExplorer: async (document, engine, row) => {
    if (row === undefined) return;
    const { absolutePath } = await engine.ask('details', { dataset: await document.id(), row });
    await commands.executeCommand('revealInExplorer', Uri.file(absolutePath));
  },
};
