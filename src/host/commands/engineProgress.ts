import { ProgressLocation, l10n, window, type CancellationToken } from 'vscode';
import type { TaskProgress } from '../../protocol/notifications';
import type { EngineClient } from '../engine/engineClient';

/** Shows a cancellable notification that follows tasks of the engine itself; `cancelled` says what a cancel left. */
export async function withEngineProgress<R>(
  engine: EngineClient,
  tasks: TaskProgress['task'] | readonly TaskProgress['task'][],
  title: string,
  run: (token: CancellationToken) => Promise<R>,
  cancelled: string,
): Promise<R> {
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (bar, token) => {
      let reported = 0;
      const listening = engine.onProgress(({ task: of, done, total }) => {
        if (![tasks].flat().includes(of) || total === 0) return;
        const percent = (done / total) * 100;
        // One task after another: the bar begins anew in words only, as VS Code's cannot go back.
        const message = messageOf(of, done, total);
        bar.report({ message, increment: Math.max(0, percent - reported) });
        reported = Math.max(reported, percent);
      });
      try {
        return await run(token);
      } catch (error) {
        if (token.isCancellationRequested) void window.showInformationMessage(cancelled);
        throw error;
      } finally {
        listening.dispose();
      }
    },
  );
}

function messageOf(task: TaskProgress['task'], done: number, total: number): string {
  if (task === 'unpack') return l10n.t('{0} of {1} MB', done, total);
  if (task === 'search') return l10n.t('search {0} of {1}', Math.min(done + 1, total), total);
  return l10n.t('{0} of {1}', done, total);
}
