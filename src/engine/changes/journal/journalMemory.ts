import { isUnchanged, readLog } from '../../log/appendLog';
import type { FileOps } from '../files/fileOps';
import { readJournal, type JournalState, type KnownJournal } from './journal';

/** A journal as it stands on the disk. */
export interface ReadJournal {
  readonly state: JournalState;
  /** False: its end is torn or a line is damaged; `state` is what stands before. */
  readonly isWhole: boolean;
}

/** Some 25 MB, twice that where each names another file: a longer journal is read again each time. */
const mostOperations = 100_000;

/** Keeps what was read of a dataset's journal, so that it is read again only after somebody else wrote it. */
export class JournalMemory {
  private known: KnownJournal | undefined;

  constructor(
    private readonly path: string,
    private readonly ops: FileOps,
  ) {}

  /** For whoever writes next, who keeps it up to date and gives it back with `keep`. */
  take(): KnownJournal | undefined {
    const { known } = this;
    this.known = undefined;
    return known;
  }

  keep(known: KnownJournal | undefined): void {
    this.known = known && known.state.operations <= mostOperations ? known : undefined;
  }

  async read(): Promise<ReadJournal> {
    const { known, path, ops } = this;
    if (known && (await isUnchanged(path, known.position.file, ops))) return { state: known.state, isWhole: true };
    const { records, damage, tornBytes, goodBytes, lastSum } = await readLog(path, ops);
    const state = readJournal(records, path);
    const isWhole = !damage && tornBytes === 0;
    if (isWhole && records.length > 0) {
      const file = await ops.stat(path);
      if (file.size === goodBytes) this.keep({ state, position: { seq: records.length, lastSum, file } });
    }
    return { state, isWhole };
  }
}
