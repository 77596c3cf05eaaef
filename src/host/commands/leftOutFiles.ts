import { EventEmitter, Uri, l10n, window, workspace, type Disposable, type TextDocumentContentProvider } from 'vscode';
import { DisposableStore } from '../disposable';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { EngineClient } from '../engine/engineClient';

const scheme = 'winnow-left-out';

/** *Show Left-Out Files*: every file that is no readable image, with the reason, as a read-only text. */
export class LeftOutFiles implements TextDocumentContentProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new EventEmitter<Uri>());
  private readonly texts = new Map<string, string>();
  readonly onDidChange = this.changed.event;

  constructor() {
    this.store.add(workspace.registerTextDocumentContentProvider(scheme, this));
    this.store.add(workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())));
  }

  async show(engine: EngineClient, document: DatasetDocument): Promise<void> {
    const { unreadable, skipped } = await engine.ask('leftOut', { dataset: await document.id() });
    const uri = Uri.from({ scheme, path: `/${document.name}: ${l10n.t('left out')}`, query: document.uri.fsPath });
    const list = (files: readonly { path: string; reason: string }[]) =>
      files.map(({ path, reason }) => `${printable(path)}\t${printable(reason)}`);
    this.texts.set(
      uri.toString(),
      [
        l10n.t('Files of {0} that are not shown as images, with the reason.', document.uri.fsPath),
        '',
        l10n.t('Unreadable: {0}', unreadable.length),
        ...list(unreadable),
        '',
        l10n.t('Skipped: {0}', skipped.length),
        ...list(skipped),
        '',
      ].join('\n'),
    );
    this.changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  dispose(): void {
    this.store.dispose();
  }
}

/** Names may hold line breaks and signs that turn the direction of the text. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '\ufffd');
}
