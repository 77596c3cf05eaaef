import { unwatchFile, watchFile, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isSystemError } from '../errors';

/** A table on a network drive or a GPU box sends no events: it is looked at once a second. */
const everyMs = 1000;
/** A program writes a table in pieces: it is read when it has not changed for so long. */
const stillMs = 500;

export interface Watched {
  /** What the file is now is known: only what differs from it is news. */
  seen(): void;
  dispose(): void;
}

/** Calls `changed` when a file changed or went and lies still again, one call after another. */
export function watchTable(path: string, changed: () => Promise<void>, onError: (error: unknown) => void): Watched {
  let disposed = false;
  let settling = false;
  let calls: Promise<void> = Promise.resolve();
  let known = '';
  const settle = async (): Promise<void> => {
    for (let before = ''; !disposed;) {
      const now = await markOf(path);
      if (now === before) break;
      before = now;
      await new Promise((resolve) => setTimeout(resolve, stillMs));
    }
    settling = false;
    if (!disposed && (await markOf(path)) !== known) await changed();
  };
  const look = (now: Stats, before: Stats): void => {
    if (settling || (now.mtimeMs === before.mtimeMs && now.size === before.size && now.ino === before.ino)) return;
    settling = true;
    calls = calls.then(settle).catch(onError);
  };
  watchFile(path, { interval: everyMs, persistent: false }, look);
  return {
    seen: () => {
      markOf(path).then((mark) => (known = mark), onError);
    },
    dispose: () => {
      disposed = true;
      unwatchFile(path, look);
    },
  };
}

async function markOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    if (isSystemError(error)) return error.code;
    throw error;
  }
}
