import { basename, dirname } from 'node:path';
import { Uri, commands, l10n, window, type Disposable, type Memento } from 'vscode';
import { messageOf } from '../../core/messageOf';
import { errorCodes } from '../../protocol/errorCodes';
import { requireTrust } from '../commands/changes';
import { DisposableStore } from '../disposable';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { DatasetEditorProvider } from '../editor/datasetEditorProvider';
import type { EngineClient } from '../engine/engineClient';

const key = 'winnow.keptTables';

/** What a key binding or a task may name, so that nothing is asked. */
export interface TableTarget {
  readonly file?: Uri;
}

/**
 * Tables that are kept up to date, by dataset. They are remembered in the workspace's own state, not beside the images:
 * a folder from elsewhere must not name files to be written.
 */
export class KeptTables implements Disposable {
  private readonly store = new DisposableStore();

  constructor(
    private readonly engine: EngineClient,
    provider: DatasetEditorProvider,
    private readonly memory: Memento,
  ) {
    for (const event of [provider.onDidOpenDocument, provider.onDidReopenDocument])
      this.store.add(event((document) => void this.resume(document)));
  }

  /** Absolute path of the table of a dataset. */
  of(document: DatasetDocument): string | undefined {
    return this.memory.get<Record<string, string>>(key, {})[document.uri.fsPath];
  }

  /** *Keep Decisions Table…*: writes it now and after every change; asks whether to stop where one is kept. */
  async keep(document: DatasetDocument, target: TableTarget = {}): Promise<void> {
    requireTrust(document);
    const known = this.of(document);
    if (known !== undefined && target.file === undefined && !(await this.asksAnother(document, known))) return;
    const file = target.file ?? (await chooseTable(document, l10n.t('Keep the decisions table in')));
    if (!file) return;
    const dataset = await document.id();
    const { images } = await this.engine.ask('writeImageTable', { dataset, path: file.fsPath, keep: true });
    await this.remember(document, file.fsPath);
    const open = l10n.t('Open');
    const text = l10n.t('{0} holds {1} images. It is written again after every change.', file.fsPath, images);
    // Not awaited: the command has done its work.
    void window.showInformationMessage(text, open).then((answer) => {
      if (answer === open) void commands.executeCommand('vscode.open', file);
    });
  }

  dispose(): void {
    this.store.dispose();
  }

  private async asksAnother(document: DatasetDocument, known: string): Promise<boolean> {
    const stop = l10n.t('Stop Keeping It Up to Date');
    const other = l10n.t('Keep It Elsewhere…');
    const chosen = await window.showQuickPick([stop, other], { title: known, ignoreFocusOut: true });
    if (chosen === stop) {
      await this.engine.ask('leaveImageTable', { dataset: await document.id() });
      await this.remember(document, undefined);
    }
    return chosen === other;
  }

  private async remember(document: DatasetDocument, path: string | undefined): Promise<void> {
    const { [document.uri.fsPath]: _before, ...others } = this.memory.get<Record<string, string>>(key, {});
    await this.memory.update(key, path === undefined ? others : { ...others, [document.uri.fsPath]: path });
  }

  private async resume(document: DatasetDocument): Promise<void> {
    const path = this.of(document);
    if (path === undefined || !document.mayChange) return;
    try {
      await this.engine.ask('writeImageTable', { dataset: await document.id(), path, keep: true });
    } catch (error) {
      // With the dataset the table is taken up again, too.
      const hasEnded = error instanceof Error && 'code' in error && error.code === errorCodes.ended;
      if (document.isEnding || hasEnded) return;
      const reason = messageOf(error);
      void window.showWarningMessage(l10n.t('The decisions table is not kept up to date: {0}', reason));
    }
  }
}

/** Writes the table once. */
export async function exportImageTable(
  engine: EngineClient,
  document: DatasetDocument,
  { file: given }: TableTarget,
): Promise<void> {
  const file = given ?? (await chooseTable(document, l10n.t('Export the table of all images')));
  if (!file) return;
  const { images } = await engine.ask('writeImageTable', {
    dataset: await document.id(),
    path: file.fsPath,
    keep: false,
  });
  const open = l10n.t('Open');
  // Not awaited: the command has done its work.
  void window.showInformationMessage(l10n.t('{0} images written to {1}.', images, file.fsPath), open).then((answer) => {
    if (answer === open) void commands.executeCommand('vscode.open', file);
  });
}

/** Where the table of a dataset lies if nobody chose: beside it. */
export function usualTable(document: DatasetDocument): string {
  return Uri.joinPath(Uri.file(dirname(document.uri.fsPath)), `${basename(document.uri.fsPath)}-images.csv`).fsPath;
}

function chooseTable(document: DatasetDocument, title: string): Thenable<Uri | undefined> {
  return window.showSaveDialog({
    title,
    defaultUri: Uri.file(usualTable(document)),
    filters: { CSV: ['csv'], 'JSON Lines': ['jsonl'], Parquet: ['parquet'] },
  });
}
