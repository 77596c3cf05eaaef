import {
  CancellationError,
  EventEmitter,
  Uri,
  l10n,
  window,
  workspace,
  type CancellationToken,
  type CustomDocumentBackup,
  type CustomDocumentBackupContext,
  type CustomDocumentEditEvent,
  type CustomDocumentOpenContext,
  type CustomEditorProvider,
  type Disposable,
  type WebviewPanel,
} from 'vscode';
import { messageOf } from '../../core/messageOf';
import type { EngineMessage } from '../../protocol/notifications';
import { DisposableStore } from '../disposable';
import { log } from '../log';
import type { EngineClient } from '../engine/engineClient';
import { followFolders } from '../engine/followFolders';
import type { PageBegin, PageLink } from './pageConnection';
import { DatasetDocument } from './datasetDocument';
import { watchOutsideChanges } from './outsideChanges';
import { pageHtml } from './pageHtml';

/** Milliseconds after which a page is loaded although its dataset is not open yet: many files are still being listed. */
const patienceMs = 100;

/** What fails at once rejects, and VS Code tells it; what takes longer goes on, and the page tells how it ended. */
async function atOnceOrLater(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const later = new Promise<void>((resolve) => (timer = setTimeout(resolve, patienceMs)));
  await Promise.race([work, later]).finally(() => clearTimeout(timer));
}

function recover(document: DatasetDocument): void {
  document.recover().catch((error: unknown) => log().warn(`${document.uri.fsPath}: ${messageOf(error)}`));
}

/** VS Code's custom editor over a dataset's folder: opening, the undo stack, save, revert and backup. */
export class DatasetEditorProvider
  implements Omit<CustomEditorProvider<DatasetDocument>, 'onDidChangeCustomDocument'>, Disposable
{
  private readonly store = new DisposableStore();
  private readonly opened = this.store.add(new EventEmitter<DatasetDocument>());
  private readonly reopened = this.store.add(new EventEmitter<DatasetDocument>());
  /** Documents by URI: one per dataset, however many tabs show it. */
  private readonly documents = new Map<string, DatasetDocument>();
  private readonly pages = new Map<WebviewPanel, { readonly document: DatasetDocument; readonly link: PageLink }>();
  /** With what the next page of a dataset begins. */
  private readonly begins = new Map<string, Omit<PageBegin, 'split'>>();

  /** Paths below a dataset that the next page of it opens to be split. */
  private readonly splits = new Map<string, readonly string[]>();

  private reopening: Promise<void> = Promise.resolve();

  readonly onDidOpenDocument = this.opened.event;
  /** The engine knows the document's dataset anew, and nothing of what it was asked to do for it before. */
  readonly onDidReopenDocument = this.reopened.event;

  constructor(
    private readonly extensionUri: Uri,
    private readonly engine: EngineClient,
    private readonly changes: EventEmitter<CustomDocumentEditEvent<DatasetDocument>>,
  ) {
    this.store.add(
      engine.onDatasetEvent(({ dataset, event }) => {
        for (const document of this.documents.values())
          // Until it is open nobody knows its name in the engine.
          if ((document.summary?.id ?? document.uri.fsPath) === dataset) document.tell(event);
      }),
    );
    this.store.add(engine.onEnded((why) => this.reopenLost(why)));
    this.store.add(workspace.onDidGrantWorkspaceTrust(() => void this.trust()));
  }

  /** The document of a dataset's folder, if it is open or on its way. */
  document(uri: Uri): DatasetDocument | undefined {
    return this.documents.get(uri.toString());
  }

  openUris(): Uri[] {
    return this.openDocuments().map(({ uri }) => uri);
  }

  openDocuments(): DatasetDocument[] {
    return [...this.documents.values()];
  }

  /** The page that the user looks at, or the one that is visible. */
  get activePage(): PageLink | undefined {
    const panels = [...this.pages.keys()];
    const panel = panels.find(({ active }) => active) ?? panels.find(({ visible }) => visible);
    return panel && this.pages.get(panel)?.link;
  }

  /** Says with what the next page of `uri` begins; pages that can be seen show and do it at once. */
  beginWith(uri: Uri, query: string, action?: string): void {
    const open = this.visiblePages(uri);
    if (open.length === 0) this.begins.set(uri.toString(), { query, action });
    for (const link of open) {
      link.show({ query });
      if (action) link.run(action);
    }
  }

  /** Carries out an action in the page of `uri` that the user looks at, or one that can be seen. */
  runIn(uri: Uri, action: string): void {
    const { activePage } = this;
    const open = this.visiblePages(uri);
    (open.find((link) => link === activePage) ?? open.at(0))?.run(action);
  }

  /** Says which sheets the next page of `uri` opens; one that is open already does at once. */
  splitIn(uri: Uri, paths: readonly string[]): void {
    const open = this.visiblePages(uri);
    if (open.length === 0) this.splits.set(uri.toString(), paths);
    else open[0].split(paths);
  }

  async openCustomDocument(
    uri: Uri,
    _context: CustomDocumentOpenContext,
    token: CancellationToken,
  ): Promise<DatasetDocument> {
    if (uri.scheme !== 'file')
      throw new Error(
        l10n.t('Winnow needs the images on a disk: open the folder where it lies (Remote-SSH, container).'),
      );
    const document = new DatasetDocument(uri, this.engine, workspace.isTrusted);
    this.documents.set(uri.toString(), document);
    // A tab that is opened again may have its new document before the old one goes.
    document.onDispose(() => {
      if (this.documents.get(uri.toString()) === document) this.documents.delete(uri.toString());
    });
    try {
      await atOnceOrLater(document.open());
      if (token.isCancellationRequested) throw new CancellationError();
    } catch (error) {
      document.dispose();
      throw error;
    }
    const watching = watchOutsideChanges(document, this.engine);
    document.onDispose(() => watching.dispose());
    document.onEdit((edit) => this.changes.fire({ document, ...edit }));
    this.opened.fire(document);
    return document;
  }

  async resolveCustomEditor(document: DatasetDocument, panel: WebviewPanel): Promise<void> {
    // With it come the schemas of all that a page may ask: not before there is one.
    const { connectPage } = await import('./pageConnection');
    const { webview } = panel;
    webview.options = {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: [Uri.joinPath(this.extensionUri, 'dist')],
    };
    const key = document.uri.toString();
    const connection = connectPage(panel, document, this.engine, {
      peek: () => this.beginOf(key),
      take: () => this.takeBegin(key),
    });
    this.pages.set(panel, { document, link: connection });
    panel.onDidDispose(() => {
      this.pages.delete(panel);
      connection.dispose();
    });
    webview.html = pageHtml(webview, this.extensionUri);
    // Not earlier: VS Code takes no edits of a document that no editor shows yet.
    setTimeout(() => recover(document), 0);
  }

  async saveCustomDocument(document: DatasetDocument): Promise<void> {
    await document.save();
  }

  saveCustomDocumentAs(): Promise<void> {
    return Promise.reject(
      new Error(l10n.t('Decisions belong to their dataset. Use Export Decisions to write them elsewhere.')),
    );
  }

  async revertCustomDocument(document: DatasetDocument): Promise<void> {
    await document.revert();
  }

  /** Every mark is in the engine's log already: the backup only tells VS Code that there is something to restore. */
  async backupCustomDocument(
    document: DatasetDocument,
    context: CustomDocumentBackupContext,
  ): Promise<CustomDocumentBackup> {
    const text = JSON.stringify({ dataset: await document.id() });
    await workspace.fs.createDirectory(Uri.joinPath(context.destination, '..'));
    await workspace.fs.writeFile(context.destination, Buffer.from(text));
    return { id: context.destination.toString(), delete: () => void workspace.fs.delete(context.destination) };
  }

  dispose(): void {
    this.store.dispose();
  }

  /** A hidden page is gone: its panel makes another one, which begins anew, when it is looked at again. */
  private visiblePages(uri: Uri): PageLink[] {
    return [...this.pages]
      .filter(([{ visible }, { document }]) => visible && document.uri.toString() === uri.toString())
      .map(([, { link }]) => link);
  }

  private beginOf(key: string): PageBegin {
    return { ...(this.begins.get(key) ?? { query: '' }), split: this.splits.get(key) ?? [] };
  }

  private takeBegin(key: string): PageBegin {
    const begin = this.beginOf(key);
    this.begins.delete(key);
    this.splits.delete(key);
    return begin;
  }

  /**
   * Opens a document anew and lets its pages begin again: rows have other numbers now. Also where it does not open, since
   * whatever asks next opens it, and a page from before would ask with the old numbers: it tries once more, or says why not.
   */
  async reopen(
    document: DatasetDocument,
    open: (document: DatasetDocument) => Promise<void>,
    begin?: Omit<PageBegin, 'split'>,
  ): Promise<void> {
    try {
      await open(document);
      if (begin) this.begins.set(document.uri.toString(), begin);
    } finally {
      for (const [{ webview }, page] of this.pages)
        if (page.document === document) webview.html = pageHtml(webview, this.extensionUri);
    }
    this.reopened.fire(document);
    await document.recover();
  }

  /** All are lost at once, though they are opened one after another: none asks the next engine for what it does not know. */
  private reopenLost(why: EngineMessage): void {
    for (const document of this.openDocuments()) document.lose(why);
    void this.reopenAll((document) => document.reopen());
  }

  /** A trusted workspace may name folders of its own: where the engine ends for them, what was open comes back trusted. */
  private async trust(): Promise<void> {
    for (const document of this.documents.values()) document.trust();
    await followFolders(this.engine);
    // All at once: the last one's page must not decide with old rows while the first is being opened.
    for (const document of this.openDocuments()) if (document.isOutdated) document.openings.next();
    await this.reopenAll(
      (document) => document.renew(),
      ({ isOutdated }) => isOutdated,
    );
  }

  /** One time after another: each closes and opens what the one before has opened. */
  private reopenAll(
    open: (document: DatasetDocument) => Promise<void>,
    isMeant: (document: DatasetDocument) => boolean = () => true,
  ): Promise<void> {
    // Those that are opened from here on need no more.
    const documents = this.openDocuments();
    this.reopening = this.reopening.then(async () => {
      for (const document of documents) {
        if (document.isEnding || !isMeant(document)) continue;
        try {
          await this.reopen(document, open);
        } catch (error) {
          void window.showErrorMessage(messageOf(error));
        }
      }
    });
    return this.reopening;
  }
}
