import { Disposable, TabInputText, type Uri, commands, window, workspace } from 'vscode';
import type { DatasetEditorProvider } from './datasetEditorProvider';
import { viewType } from '../names';

/**
 * A dataset's folder that is renamed in the explorer keeps its tab. VS Code would show the folder in a text editor,
 * because our selector matches no file: the tab is opened again on the new place, where the state is found by inode.
 */
export function followRenamedFolders(provider: DatasetEditorProvider): Disposable {
  let open: readonly Uri[] = [];
  return Disposable.from(
    // By the time of the second event VS Code has disposed the documents, so they are noted before.
    workspace.onWillRenameFiles(() => {
      open = provider.openUris();
    }),
    workspace.onDidRenameFiles(async ({ files }) => {
      for (const { oldUri, newUri } of files)
        for (const uri of open) {
          const below =
            uri.path === oldUri.path
              ? ''
              : uri.path.startsWith(`${oldUri.path}/`)
                ? uri.path.slice(oldUri.path.length)
                : undefined;
          if (below !== undefined) await reopen(newUri.with({ path: newUri.path + below }));
        }
    }),
  );
}

async function reopen(uri: Uri): Promise<void> {
  const stray = window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString());
  await commands.executeCommand('vscode.openWith', uri, viewType, {
    viewColumn: stray[0]?.group.viewColumn,
    preview: false,
  });
  await window.tabGroups.close(stray, true);
}
