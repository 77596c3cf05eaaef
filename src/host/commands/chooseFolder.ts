import { window, workspace, type Uri } from 'vscode';

/** Asks for one folder in VS Code's own dialog; undefined when the user turns away. */
export async function chooseFolder(openLabel: string, title?: string): Promise<Uri | undefined> {
  const [chosen] =
    (await window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      defaultUri: workspace.workspaceFolders?.[0]?.uri,
      openLabel,
      title,
    })) ?? [];
  return chosen;
}
