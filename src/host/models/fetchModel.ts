import { l10n, ProgressLocation, window } from 'vscode';
import type { FetchedModel } from '../../protocol/models';
import type { EngineClient } from '../engine/engineClient';

/** Fetches a file with progress and cancel. */
export async function fetchModel(engine: EngineClient, address: string, sha256?: string): Promise<FetchedModel> {
  const title = l10n.t('Fetching {0}', address);
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (bar, token) => {
      let before = 0;
      const listening = engine.onProgress(({ task, done, total }) => {
        if (task !== 'fetch') return;
        const message =
          total > 0 ? l10n.t('{0} of {1} MB', megabytes(done), megabytes(total)) : l10n.t('{0} MB', megabytes(done));
        bar.report({ message, ...(total > 0 && { increment: ((done - before) / total) * 100 }) });
        before = done;
      });
      try {
        return await engine.askEngine('fetchModel', { address, sha256 }, token);
      } finally {
        listening.dispose();
      }
    },
  );
}

/** Shows what came and asks whether that is it. */
export async function confirmFetched({ sha256, bytes, address }: FetchedModel, isExpected: boolean): Promise<boolean> {
  const use = l10n.t('Pin and Use');
  const detail = [
    l10n.t('sha256 {0}', sha256),
    l10n.t('{0} MB from {1}', megabytes(bytes), address),
    isExpected
      ? l10n.t('It is the file that the list names. From now on nothing else is run in its place.')
      : l10n.t('Compare the hash with one that you trust. From now on nothing else is run in its place.'),
  ].join('\n\n');
  const question = l10n.t('Use this file as the embedding model?');
  return (await window.showInformationMessage(question, { modal: true, detail }, use)) === use;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
