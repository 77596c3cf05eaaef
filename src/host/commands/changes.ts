import { ProgressLocation, commands, l10n, window, type CancellationToken, type Progress } from 'vscode';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { DatasetEditorProvider } from '../editor/datasetEditorProvider';
import type { EngineClient } from '../engine/engineClient';
import type { TaskProgress } from '../../protocol/notifications';

/** *Apply Changes*: the page shows what will happen; its button is the consent, and carries it out. */
export async function previewChanges(provider: DatasetEditorProvider, document: DatasetDocument): Promise<void> {
  requireTrust(document);
  await document.id();
  provider.runIn(document.uri, 'apply');
}

/** Saves the decisions, then carries them out. The page has shown the preview. */
export async function applyChanges(engine: EngineClient, document: DatasetDocument): Promise<void> {
  requireTrust(document);
  const dataset = await document.id();
  await commands.executeCommand('workbench.action.files.save');
  const outcome = await withProgress(document, 'apply', l10n.t('Applying changes to {0}', document.name), (token) =>
    engine.ask('applyChanges', { dataset }, token),
  );
  const skipped = outcome.skipped.length;
  if (outcome.applied === 0 && skipped === 0 && !outcome.cancelled) {
    void window.showInformationMessage(l10n.t('Nothing to apply: no decision is pending.'));
    return;
  }
  const text = [
    outcome.applied === 1 ? l10n.t('1 change applied.') : l10n.t('{0} changes applied.', outcome.applied),
    skipped > 0 ? l10n.t('{0} left alone: {1}: {2}', skipped, outcome.skipped[0].path, outcome.skipped[0].reason) : '',
    outcome.cancelled ? l10n.t('Cancelled: the rest is still pending.') : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
  const show = skipped > 0 ? window.showWarningMessage : window.showInformationMessage;
  // Restores alone are no apply: an undo would be that of the apply before.
  const { journal } = outcome;
  const undo = outcome.applied > 0 && journal !== undefined ? [l10n.t('Undo')] : [];
  if ((await show(text, ...undo)) !== undefined) await undoLastApply(engine, document, journal);
}

/** *Undo Last Apply*: puts the files of the newest apply, or of the one named, back; its decisions are pending again. */
export async function undoLastApply(engine: EngineClient, document: DatasetDocument, journal?: string): Promise<void> {
  requireTrust(document);
  const dataset = await document.id();
  const { undone, skipped } = await withProgress(
    document,
    'undo',
    l10n.t('Undoing the last apply in {0}', document.name),
    (token) => engine.ask('undoLastApply', { dataset, journal }, token),
  );
  if (undone + skipped.length === 0) {
    void window.showInformationMessage(l10n.t('Nothing to undo: no apply stands.'));
    return;
  }
  const text =
    undone === 1
      ? l10n.t('1 change undone; its decision is pending again.')
      : l10n.t('{0} changes undone; their decisions are pending again.', undone);
  if (skipped.length > 0)
    void window.showWarningMessage(
      `${text} ${l10n.t('{0} could not be put back: {1}: {2}', skipped.length, skipped[0].path, skipped[0].reason)}`,
    );
  else void window.showInformationMessage(text);
}

export async function retrain(engine: EngineClient, document: DatasetDocument): Promise<void> {
  await engine.ask('retrain', { dataset: await document.id() });
}

export function requireTrust(document: DatasetDocument): void {
  if (!document.mayChange)
    throw new Error(
      l10n.t(
        'This workspace is restricted: images can be looked at, not changed. Trust the workspace to change files.',
      ),
    );
}

/** Shows a cancellable notification that follows the document's progress events of one task. */
export async function withProgress<R>(
  document: DatasetDocument,
  task: TaskProgress['task'],
  title: string,
  run: (token: CancellationToken) => Promise<R>,
): Promise<R> {
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const listening = document.onEvent((event) => {
        if (event.kind === 'progress' && event.progress.task === task) show(progress, event.progress);
      });
      let reported = 0;
      function show(
        to: Progress<{ message?: string; increment?: number }>,
        { done, total }: { done: number; total: number },
      ): void {
        const percent = total > 0 ? (done / total) * 100 : 0;
        to.report({ message: l10n.t('{0} of {1}', done, total), increment: percent - reported });
        reported = percent;
      }
      try {
        return await run(token);
      } finally {
        listening.dispose();
      }
    },
  );
}
