import {
  EventEmitter,
  commands,
  lm,
  window,
  type CustomDocumentEditEvent,
  type CustomEditorProvider,
  type ExtensionContext,
} from 'vscode';
import type { DatasetDocument } from './host/editor/datasetDocument';
import { datasetTabs } from './host/editor/datasetTabs';
import type { Host } from './host/main';
import { commandNames, toolNames, viewType } from './host/names';

/** What `activate` returns: for the tests that run inside the extension host, no interface to build on. */
export interface Exports {
  host(): Promise<Host>;
}

/** Tells VS Code the names it may ask for. Who answers is a program of its own, loaded with the first question. */
export function activate(context: ExtensionContext): Exports {
  const { subscriptions } = context;
  const changes = new EventEmitter<CustomDocumentEditEvent<DatasetDocument>>();
  let loading: Promise<Host> | undefined;
  const host = (): Promise<Host> =>
    (loading ??= import('./host/main').then(({ startHost }) => startHost(context, changes)));

  const editor: CustomEditorProvider<DatasetDocument> = {
    onDidChangeCustomDocument: changes.event,
    openCustomDocument: async (uri, opening, token) => (await host()).provider.openCustomDocument(uri, opening, token),
    resolveCustomEditor: async (document, panel) => (await host()).provider.resolveCustomEditor(document, panel),
    saveCustomDocument: async (document) => (await host()).provider.saveCustomDocument(document),
    saveCustomDocumentAs: async () => (await host()).provider.saveCustomDocumentAs(),
    revertCustomDocument: async (document) => (await host()).provider.revertCustomDocument(document),
    backupCustomDocument: async (document, backup) => (await host()).provider.backupCustomDocument(document, backup),
  };
  subscriptions.push(
    changes,
    window.registerCustomEditorProvider(viewType, editor, {
      supportsMultipleEditorsPerDocument: true,
      webviewOptions: { retainContextWhenHidden: false },
    }),
    window.registerUriHandler({ handleUri: async (link) => (await host()).commands.openLink(link) }),
  );
  for (const name of commandNames)
    subscriptions.push(
      commands.registerCommand(`winnow.${name}`, async (...args: unknown[]) => (await host()).commands.run(name, args)),
    );
  for (const name of toolNames)
    subscriptions.push(
      lm.registerTool(name, {
        prepareInvocation: async (options, token) => (await host()).tools[name].prepareInvocation(options, token),
        invoke: async (options, token) => (await host()).tools[name].invoke(options, token),
      }),
    );
  // A tab that outlived its extension host is opened again, though nobody asks for it.
  if (datasetTabs().length > 0) setImmediate(() => void host());
  return { host };
}
