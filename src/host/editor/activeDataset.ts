import { commands, window, type Disposable } from 'vscode';
import { DisposableStore } from '../disposable';
import type { DatasetEditorProvider } from './datasetEditorProvider';
import { datasetOf } from './datasetTabs';
import type { DatasetDocument } from './datasetDocument';

/** Knows which dataset the user looks at, and tells VS Code's `when` clauses about it. */
export class ActiveDataset implements Disposable {
  private readonly store = new DisposableStore();

  constructor(private readonly provider: DatasetEditorProvider) {
    this.store.add(window.tabGroups.onDidChangeTabs(() => this.update()));
    this.store.add(window.tabGroups.onDidChangeTabGroups(() => this.update()));
    this.store.add(provider.onDidOpenDocument(() => this.update()));
  }

  /** The document of the active tab, or of the only one that is visible. */
  get document(): DatasetDocument | undefined {
    const groups = [window.tabGroups.activeTabGroup, ...window.tabGroups.all];
    for (const { activeTab } of groups) {
      const uri = datasetOf(activeTab);
      if (uri) return this.provider.document(uri);
    }
    return undefined;
  }

  dispose(): void {
    this.store.dispose();
  }

  private update(): void {
    void commands.executeCommand('setContext', 'winnow:isOpen', this.document !== undefined);
  }
}
