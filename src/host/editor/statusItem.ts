import { MarkdownString, StatusBarAlignment, l10n, window, type Disposable } from 'vscode';
import { DisposableStore } from '../disposable';
import type { ActiveDataset } from './activeDataset';
import type { DatasetDocument } from './datasetDocument';
import type { DatasetEditorProvider } from './datasetEditorProvider';
import { count, pendingOf, statusText } from './statusText';

/** Progress comes many times a second; more than this nobody reads. */
const settleMs = 200;

/** The one status bar item: the dataset that is looked at, or was last, how far work on it is, and what is pending. */
export class StatusItem implements Disposable {
  private readonly store = new DisposableStore();
  private readonly item = this.store.add(window.createStatusBarItem('winnow.dataset', StatusBarAlignment.Left, 50));
  private last: DatasetDocument | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly provider: DatasetEditorProvider,
    private readonly active: ActiveDataset,
  ) {
    this.item.name = l10n.t('Winnow Dataset');
    this.item.command = 'winnow.showDataset';
    this.store.add(window.tabGroups.onDidChangeTabs(() => this.soon()));
    this.store.add(window.tabGroups.onDidChangeTabGroups(() => this.soon()));
    this.store.add(
      provider.onDidOpenDocument((document) => {
        document.onEvent(({ kind }) => (kind === 'summary' || kind === 'progress') && this.soon());
        document.onDispose(() => this.soon());
        this.soon();
      }),
    );
    this.store.add({ dispose: () => clearTimeout(this.timer) });
  }

  dispose(): void {
    this.store.dispose();
  }

  private soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.update();
    }, settleMs);
  }

  private update(): void {
    const open = this.provider.openDocuments();
    this.last = this.active.document ?? open.find((document) => document === this.last) ?? open.at(-1);
    const { last } = this;
    if (!last?.summary && !last?.running.length) return this.item.hide();
    const { name, summary, running } = last;
    this.item.text = statusText(name, summary, running);
    this.item.tooltip = tooltip(last);
    this.item.accessibilityInformation = { label: `Winnow, ${this.item.text.replace(/^\$\([^)]*\)\s*/, '')}` };
    this.item.show();
  }
}

function tooltip({ uri, summary }: DatasetDocument): MarkdownString {
  const text = new MarkdownString();
  text.appendText(`${uri.fsPath}\n`);
  if (!summary) return text;
  const { images, suspicious, unreadable, reviewed } = summary;
  const lines = [
    l10n.t('{0} images, {1} suspicious, {2} unreadable', count(images), count(suspicious), count(unreadable)),
    l10n.t('{0} decided, {1} pending', count(reviewed), count(pendingOf(summary))),
  ];
  return text.appendText(lines.join('\n'));
}
