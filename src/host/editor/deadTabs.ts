import { commands, window, type Tab, type Uri } from 'vscode';
import { log } from '../log';
import { datasetOf, datasetTabs } from './datasetTabs';
import type { DatasetEditorProvider } from './datasetEditorProvider';
import { viewType } from '../names';

/** VS Code opens the documents of restored tabs within this many milliseconds; what is then without one is dead. */
const patience = 4000;

/**
 * After the extension host died, VS Code starts a new one but leaves the tabs of custom editors without a document:
 * nothing that they show can be saved. Each is opened again; the marks are in the engine's log.
 */
export async function reviveDeadTabs(provider: DatasetEditorProvider): Promise<void> {
  // A tab that the user opens meanwhile is none of these.
  const before = new Set(datasetTabs().map((tab) => datasetOf(tab)?.toString()));
  await new Promise((resolve) => setTimeout(resolve, patience));
  for (const tab of datasetTabs()) {
    const uri = datasetOf(tab);
    // A tab that was never shown has no document either, and is not dead: VS Code opens it when it is shown.
    if (uri && before.has(uri.toString()) && tab.isActive && !provider.document(uri)) await revive(tab, uri);
  }
}

async function revive(tab: Tab, uri: Uri): Promise<void> {
  log().warn(`Opening ${uri.fsPath} again: its document was lost with the extension host.`);
  const options = { viewColumn: tab.group.viewColumn, preview: false };
  if (tab.isDirty) {
    await commands.executeCommand('vscode.openWith', uri, viewType, options);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  } else await window.tabGroups.close(tab, true);
  await commands.executeCommand('vscode.openWith', uri, viewType, options);
}
