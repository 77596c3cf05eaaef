import { readFile, stat } from 'node:fs/promises';
import { unwatchFile, watchFile } from 'node:fs';
import { l10n, type Disposable } from 'vscode';
import { messageOf } from '../../core/messageOf';
import { mostLogBytes, type LogText } from '../../protocol/trainingLog';

const everyMs = 1000;

/** Calls when a file changed. It is looked at once a second: a log on a network drive or a GPU box sends no events. */
export function watchLog(path: string, changed: () => void): Disposable {
  const look = (now: { mtimeMs: number; size: number }, before: { mtimeMs: number; size: number }): void => {
    if (now.mtimeMs !== before.mtimeMs || now.size !== before.size) changed();
  };
  watchFile(path, { interval: everyMs, persistent: false }, look);
  return { dispose: () => unwatchFile(path, look) };
}

/** Reads a log. What cannot be read (gone, a folder, too large) is told in words. */
export async function readLog(path: string, name: string): Promise<LogText> {
  try {
    // Looked at before it is opened: opening a named pipe that calls itself a table would wait for ever.
    const about = await stat(path);
    if (!about.isFile()) throw new Error(l10n.t('it is no file'));
    if (about.size > mostLogBytes)
      throw new Error(
        l10n.t('it has {0} MB; logs of up to {1} MB are read', Math.ceil(about.size / 1e6), mostLogBytes / 1e6),
      );
    return { kind: 'text', name, text: await readFile(path, 'utf8') };
  } catch (error) {
    const reason = messageOf(error);
    return { kind: 'problem', name, problem: l10n.t('{0} cannot be read: {1}.', name, reason) };
  }
}
