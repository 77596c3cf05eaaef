import { workspace } from 'vscode';
import { nodeRuntime, type Runtime } from './nodeRuntime';

/** What runs the engine of this window. */
export function chooseRuntime(): Promise<Runtime> {
  return nodeRuntime({
    wanted: workspace.getConfiguration('winnow').get<string>('nodePath') ?? '',
    isTrusted: workspace.isTrusted,
    workspaceFolders: (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    execPath: process.execPath,
    isElectron: process.versions.electron !== undefined,
    environment: process.env,
  });
}
