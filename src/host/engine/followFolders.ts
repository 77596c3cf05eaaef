import { window, workspace, type Disposable } from 'vscode';
import { messageOf } from '../../core/messageOf';
import type { EngineClient } from './engineClient';

/** An engine that runs takes the folders that the settings name now; open datasets are opened again in the next one. */
export async function followFolders(engine: EngineClient): Promise<void> {
  try {
    await engine.followFolders();
  } catch (error) {
    void window.showErrorMessage(messageOf(error));
  }
}

export function followFolderSettings(engine: EngineClient): Disposable {
  return workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('winnow.stateFolder') || change.affectsConfiguration('winnow.cacheFolder'))
      void followFolders(engine);
  });
}
