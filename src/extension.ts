import { Uri, type ExtensionContext } from 'vscode';
import { registerCommands } from './host/commands/register';
import { ActiveDataset } from './host/editor/activeDataset';
import { reviveDeadTabs } from './host/editor/deadTabs';
import { followRenamedFolders } from './host/editor/renamedFolders';
import { DatasetEditorProvider } from './host/editor/datasetEditorProvider';
import { StatusItem } from './host/editor/statusItem';
import { EngineClient } from './host/engine/engineClient';
import { followFolderSettings } from './host/engine/followFolders';
import { registerTools } from './host/tools/registerTools';
import { followModelSettings } from './host/models/followSettings';

/** What `activate` returns: for the tests that run inside the extension host, no interface to build on. */
export interface Exports {
  readonly engine: EngineClient;
  readonly provider: DatasetEditorProvider;
}

/** Wires the parts. Nothing else happens before a command or an editor needs it. */
export function activate(context: ExtensionContext): Exports {
  const engine = new EngineClient(Uri.joinPath(context.extensionUri, 'dist').fsPath);
  const provider = new DatasetEditorProvider(context.extensionUri, engine);
  const active = new ActiveDataset(provider);
  context.subscriptions.push(
    engine,
    provider,
    active,
    new StatusItem(provider, active),
    registerCommands(engine, provider, active, context),
    registerTools({ engine, provider, active }),
    followRenamedFolders(provider),
    followModelSettings(engine),
    followFolderSettings(engine),
  );
  void reviveDeadTabs(provider);
  return { engine, provider };
}
