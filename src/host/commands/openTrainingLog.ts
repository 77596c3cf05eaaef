import { basename } from 'node:path';
import { Uri, ViewColumn, l10n, window, type ExtensionContext, type WebviewPanel } from 'vscode';
import { messageOf } from '../../core/messageOf';
import { logWish, type LogNews } from '../../protocol/trainingLog';
import { DisposableStore } from '../disposable';
import { pageHtml } from '../editor/pageHtml';
import { pageStrings } from '../editor/pageStrings';
import { saveCurves } from '../editor/trainingHandlers';
import { log } from '../log';
import { readLog, watchLog } from './watchLog';

const panels = new Map<string, WebviewPanel>();

/** *Open Training Log…*: the curves of somebody's own training, followed as its log grows. The file is only read. */
export async function openTrainingLog({ extensionUri }: ExtensionContext, given?: Uri): Promise<void> {
  const file = given instanceof Uri ? given : await chooseFile();
  if (!file) return;
  if (file.scheme !== 'file') throw new Error(l10n.t('A training log is read from a disk: open it where it lies.'));
  const open = panels.get(file.fsPath);
  if (open) {
    open.reveal();
    return;
  }
  const name = basename(file.fsPath);
  const panel = window.createWebviewPanel('winnow.trainingLog', l10n.t('Curves: {0}', name), ViewColumn.Active, {
    enableScripts: true,
    enableForms: false,
    localResourceRoots: [Uri.joinPath(extensionUri, 'dist')],
  });
  panels.set(file.fsPath, panel);
  const store = new DisposableStore();
  panel.onDidDispose(() => {
    panels.delete(file.fsPath);
    store.dispose();
  });
  const send = (news: LogNews): Thenable<boolean> => panel.webview.postMessage(news);
  const tell = async (): Promise<void> => void (await send(await readLog(file.fsPath, name)));
  const begin = async (): Promise<void> => {
    await send({ kind: 'strings', strings: pageStrings() });
    await tell();
  };
  const failed = (error: unknown): void => log().error(`${file.fsPath}: ${String(error)}`);
  store.add(watchLog(file.fsPath, () => void tell().catch(failed)));
  store.add(
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const wish = logWish.safeParse(message);
      if (!wish.success) return;
      const { data } = wish;
      if (data.kind === 'ready') void begin().catch(failed);
      else void saveCurves(Uri.joinPath(file, '..'), name, data.format, data.bytes).catch(showProblem);
    }),
  );
  panel.webview.html = pageHtml(panel.webview, extensionUri, 'trainingLog');
}

function showProblem(error: unknown): void {
  void window.showErrorMessage(messageOf(error));
}

async function chooseFile(): Promise<Uri | undefined> {
  const [file] =
    (await window.showOpenDialog({
      canSelectFiles: true,
      title: l10n.t('Open a training log (Keras, fastai or Lightning)'),
      // Keras’ own example writes a `training.log`.
      filters: { [l10n.t('Training log')]: ['csv', 'log'] },
    })) ?? [];
  return file;
}
