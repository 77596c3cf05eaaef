import { lstatIfThere } from '../changes/files/directories';
import { diskOps } from '../changes/files/fileOps';
import { LockedError } from '../changes/recovery/lock';
import type { DatasetState } from './datasetState';
import type { DecisionDesk } from './decisions/decisionDesk';
import type { FileListing } from './fileListing';
import type { FindingsDesk } from './findings/findingsDesk';
import type { ImageTable } from './imageTable';
import type { Ranker } from './ranking/ranker';
import { reconcile } from './reconcile';
import type { SessionEvents } from './sessionEvents';

interface OutsideParts {
  readonly state: DatasetState;
  readonly table: ImageTable;
  readonly listing: FileListing;
  readonly decisions: DecisionDesk;
  readonly ranker: Ranker;
  readonly findings: FindingsDesk;
  readonly events: SessionEvents;
  /** Reads and ranks anew. */
  prepare(): void;
}

/** What others did to the files and to the decisions meanwhile. */
export class OutsideChanges {
  /** The root was moved away or deleted while it was open. */
  private isGone = false;
  /** Decisions and files are still to be brought together: another process was changing files. */
  private isPutOff = false;

  constructor(private readonly parts: OutsideParts) {}

  /** Follows it; true when there was something. */
  async follow(): Promise<boolean> {
    const { state, listing, events, prepare } = this.parts;
    if (!(await this.isThere())) return false;
    const isSettled = await this.recover();
    const decided = await this.followDecisions();
    const files = await listing.rescan();
    if (!files) {
      if (isSettled && this.isPutOff) await this.reconcile();
      return decided;
    }
    events.tell({ kind: 'membership' });
    prepare();
    await state.noteHistory();
    events.summary();
    return true;
  }

  /** Follows what others decided; true when there was something. The files are not listed again for it. */
  async followDecisions(): Promise<boolean> {
    const { state, table, ranker, findings, events } = this.parts;
    const paths = await state.followDecisions();
    if (!paths) return false;
    events.tell({ kind: 'rows', rows: 'all', what: 'decisions' });
    const rows = [...paths].flatMap((path) => table.rowOf(path) ?? []);
    if (rows.length > 0) ranker.decided(rows);
    await findings.found.allDecided();
    await state.noteHistory();
    events.summary();
    return true;
  }

  /** Decisions follow files that somebody else moved; said when there were any. */
  async reconcile(): Promise<void> {
    const { state, table, decisions, events } = this.parts;
    if (!state.changes) return;
    this.isPutOff = !(await this.recover());
    if (this.isPutOff) return;
    await this.followDecisions();
    const kept = [...(await state.changes.kept('trash')), ...(await state.changes.kept('set-aside'))];
    const inTrash = new Set(kept.map(({ path, hash }) => JSON.stringify([path, hash])));
    const changes = reconcile(table, state.decisions, (path, hash) => inTrash.has(JSON.stringify([path, hash])));
    if (changes.length === 0) return;
    await decisions.record(changes, 'Follow Moved Files');
    const moved = changes.filter(({ after }) => after).length;
    events.message(
      'info',
      `Files were moved outside: ${moved === 1 ? '1 decision followed its image' : `${moved} decisions followed their images`}, ${changes.length - 2 * moved} had been carried out.`,
    );
  }

  /**
   * Settles what another process was killed in, so that its decisions are not taken for decisions whose files somebody
   * moved; false while another process changes files, whose decisions follow when it is done.
   */
  private async recover(): Promise<boolean> {
    try {
      await this.parts.state.recover();
      return true;
    } catch (error) {
      if (error instanceof LockedError) return false;
      throw error;
    }
  }

  /** Whether the root is where it was; said when it goes and when it comes back. */
  private async isThere(): Promise<boolean> {
    const { root } = this.parts.state;
    const isThere = (await lstatIfThere(diskOps, root)) !== undefined;
    if (isThere !== this.isGone) return isThere;
    this.isGone = !isThere;
    if (isThere) this.parts.events.message('info', `${root} is back.`);
    else
      this.parts.events.message(
        'error',
        `${root} is no longer there. Decisions are kept; they can be applied when it is back, or at its new place.`,
      );
    return isThere;
  }
}
