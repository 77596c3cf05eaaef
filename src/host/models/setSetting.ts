import { ConfigurationTarget, workspace } from 'vscode';

/** Sets a setting where it is set now, so that the change counts; else for the user. Undefined: as by default. */
export async function setSetting(name: 'model' | 'backend', value: string | undefined): Promise<void> {
  const configuration = workspace.getConfiguration('winnow');
  const isOfWorkspace = configuration.inspect(name)?.workspaceValue !== undefined;
  const target = isOfWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  await configuration.update(name, value, target);
}
