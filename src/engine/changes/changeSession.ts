import type { DataFolders } from './dataFolders';
import type { FileOps } from './files/fileOps';
import { Journal } from './journal/journal';
import type { JournalMemory } from './journal/journalMemory';
import type { Lock } from './recovery/lock';
import { isRecoveryNeeded, nothingRecovered, recoverJournal, type RecoveryReport } from './recovery/recover';

/** A time in which this process alone changes the dataset: the lock is held, the journal open, crashes recovered. */
export interface ChangeSession {
  readonly ops: FileOps;
  readonly folders: DataFolders;
  readonly journal: Journal;
  readonly lock: Lock;
  /** What an earlier crash had left half done. */
  readonly recovered: RecoveryReport;
  /** A name for a new run. */
  readonly newRun: () => string;
}

export interface SessionParts extends Omit<ChangeSession, 'journal' | 'recovered'> {
  readonly journalPath: string;
  readonly memory: JournalMemory;
  readonly now: () => Date;
}

/** Opens the journal and recovers; `work` then may change files. Throws LogDamagedError. */
export async function inSession<T>(parts: SessionParts, work: (session: ChangeSession) => Promise<T>): Promise<T> {
  const { ops, folders, lock, newRun, journalPath, memory, now } = parts;
  const journal = await Journal.open(journalPath, folders, ops, now, memory.take());
  try {
    const recovered = isRecoveryNeeded(journal) ? await recoverJournal(ops, folders, journal) : nothingRecovered;
    const result = await work({ ops, folders, journal, lock, recovered, newRun });
    // After a failure it is read again: what is remembered may not be what was written.
    memory.keep(await journal.known());
    return result;
  } finally {
    await journal.close();
  }
}
