import { constants, setPriority } from 'node:os';
import { isSystemError } from '../errors';

const { PRIORITY_BELOW_NORMAL } = constants.priority;

/** A process that works in the background lets those go first whose answers somebody waits for: the engine, the editor. */
export function giveWay(pid: number): void {
  try {
    setPriority(pid, PRIORITY_BELOW_NORMAL);
  } catch (error) {
    // It has ended already, or the system does not allow it: then it works as everybody else does.
    if (!isSystemError(error)) throw error;
  }
}

/** The same for the thread that calls it; only on Linux threads have a priority of their own. */
export function giveWayAsThread(): void {
  if (process.platform === 'linux') giveWay(0);
}
