import { Uri, type CustomDocumentEditEvent, type EventEmitter, type ExtensionContext } from 'vscode';
import { commandTable, type CommandTable } from './commands/commandTable';
import { ActiveDataset } from './editor/activeDataset';
import type { DatasetDocument } from './editor/datasetDocument';
import { DatasetEditorProvider } from './editor/datasetEditorProvider';
import { reviveDeadTabs } from './editor/deadTabs';
import { followRenamedFolders } from './editor/renamedFolders';
import { StatusItem } from './editor/statusItem';
import { EngineClient } from './engine/engineClient';
import { followFolderSettings } from './engine/followFolders';
import { followModelSettings } from './models/followSettings';
import { toolTable } from './tools/toolTable';

/** Who answers what VS Code asks by the names that the activation told it. */
export interface Host {
  readonly engine: EngineClient;
  readonly provider: DatasetEditorProvider;
  readonly commands: CommandTable;
  readonly tools: ReturnType<typeof toolTable>;
}

/** Wires the parts. Nothing else happens before a command or an editor needs it. */
export function startHost(
  context: ExtensionContext,
  changes: EventEmitter<CustomDocumentEditEvent<DatasetDocument>>,
): Host {
  const engine = new EngineClient(Uri.joinPath(context.extensionUri, 'dist').fsPath);
  const provider = new DatasetEditorProvider(context.extensionUri, engine, changes);
  const active = new ActiveDataset(provider);
  const commands = commandTable(engine, provider, active, context);
  context.subscriptions.push(
    engine,
    provider,
    active,
    new StatusItem(provider, active),
    commands,
    followRenamedFolders(provider),
    followModelSettings(engine),
    followFolderSettings(engine),
  );
  void reviveDeadTabs(provider);
  return { engine, provider, commands, tools: toolTable({ engine, provider, active }) };
}
