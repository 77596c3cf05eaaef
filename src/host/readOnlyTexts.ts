import { EventEmitter, Uri, window, workspace, type Disposable, type TextDocumentContentProvider } from 'vscode';
import { DisposableStore } from './disposable';

/** Texts that are shown as read-only documents and live as long as they are open. */
export class ReadOnlyTexts implements TextDocumentContentProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new EventEmitter<Uri>());
  private readonly texts = new Map<string, string>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly scheme: string) {
    this.store.add(workspace.registerTextDocumentContentProvider(scheme, this));
    this.store.add(workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())));
  }

  /** Shows lines under a title; `subject` tells apart texts of one title. */
  async show(title: string, subject: string, lines: readonly string[]): Promise<void> {
    const uri = Uri.from({ scheme: this.scheme, path: `/${title}`, query: subject });
    this.texts.set(uri.toString(), lines.join('\n'));
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
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '\ufffd');
}
