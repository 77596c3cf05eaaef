import { basename } from 'node:path';
import { CancellationTokenSource, EventEmitter, type CustomDocument, type Uri } from 'vscode';
import type { ApplyOutcome, DatasetSummary } from '../../protocol/dataset';
import type { DatasetEvent, EngineMessage, TaskProgress } from '../../protocol/notifications';
import type { SplitOptions } from '../../core/collage/splitDecision';
import type { Decision } from '../../core/decisions/decision';
import { reverseChanges, type DecisionChange } from '../../core/decisions/decision';
import { reverseDismissals, type DismissalChange } from '../../core/decisions/dismissal';
import type { Unaccepted } from '../../protocol/findings';
import type { Params } from '../../protocol/request';
import type { ImportChoice } from '../../protocol/exchange';
import type { EditReceipt, HostRequests } from '../../protocol/requests';
import { log } from '../log';
import type { EngineClient } from '../engine/engineClient';
import { Openings } from './openings';

/** An edit as VS Code keeps it on its undo stack. */
export interface DocumentEdit {
  readonly label: string;
  readonly undo: () => Promise<void>;
  readonly redo: () => Promise<void>;
}

/** One open dataset: VS Code's document over the engine's session. Holds no data of its own but the summary. */
export class DatasetDocument implements CustomDocument {
  private readonly events = new EventEmitter<DatasetEvent>();
  private readonly edits = new EventEmitter<DocumentEdit>();
  private readonly disposed = new EventEmitter<void>();
  private readonly ending = new CancellationTokenSource();
  private opening: Promise<DatasetSummary> | undefined;
  private latest: DatasetSummary | undefined;
  private recovered = false;
  /** It was opened only to be looked at. */
  private restricted = false;
  /** Rows belong to one of them. */
  readonly openings = new Openings();
  /** Pages that listen: what is told while there is none waits for the next one. */
  private listeners = 0;
  private missed: EngineMessage | undefined;
  private readonly tasks = new Map<TaskProgress['task'], TaskProgress>();

  readonly onEvent = this.events.event;
  readonly onEdit = this.edits.event;
  readonly onDispose = this.disposed.event;

  constructor(
    readonly uri: Uri,
    private readonly engine: EngineClient,
    private trusted: boolean,
  ) {}

  get mayChange(): boolean {
    return this.trusted;
  }

  /** It was opened before its workspace was trusted. */
  get isOutdated(): boolean {
    return this.trusted && this.restricted;
  }

  /** It is being closed: what it still asks for fails. */
  get isEnding(): boolean {
    return this.ending.token.isCancellationRequested;
  }

  get name(): string {
    return basename(this.uri.fsPath);
  }

  /** The summary as last told; undefined until the engine has opened the dataset. */
  get summary(): DatasetSummary | undefined {
    return this.latest;
  }

  /** What is being done with it. */
  get running(): readonly TaskProgress[] {
    return [...this.tasks.values()];
  }

  /** Opens the dataset in the engine, again when the engine was started anew. Rejects with what to do about it. */
  open(): Promise<DatasetSummary> {
    const { token } = this.ending;
    if (this.opening) return this.opening;
    this.restricted = !this.mayChange;
    const asked = this.engine.askEngine('open', { folder: this.uri.fsPath, readOnly: this.restricted }, token);
    const opening = asked.then(
      (summary) => {
        if (token.isCancellationRequested) this.close(summary.id);
        return (this.latest = summary);
      },
      (error: unknown) => {
        // Where the engine ended over it, it is being opened anew already.
        if (this.opening === opening) {
          this.opening = undefined;
          this.tasks.clear();
        }
        throw error;
      },
    );
    this.opening = opening;
    return opening;
  }

  /** The summary as it is now, which a page that comes late must begin with. */
  async current(): Promise<DatasetSummary> {
    const first = await this.open();
    return this.latest ?? first;
  }

  /** The engine's name for this dataset. */
  async id(): Promise<string> {
    return (await this.open()).id;
  }

  /** Its workspace was trusted: from its next opening on it may be changed. */
  trust(): void {
    this.trusted = true;
  }

  /** The engine ended: whoever asks from here on waits for the next opening. Rows have new numbers then. */
  lose(why: EngineMessage): void {
    this.openings.next();
    this.opening = undefined;
    this.tell({ kind: 'message', message: why });
    // For the pages that begin again.
    this.missed = why;
    this.tasks.clear();
  }

  /** Opens a dataset that was lost with the engine, unless somebody has asked for it since. */
  async reopen(): Promise<void> {
    this.latest = await this.open();
  }

  /** Opens the dataset anew: it may be changed now, or its folder is to be understood in another way. */
  async renew(): Promise<void> {
    this.openings.next();
    await this.engine.ask('close', { dataset: await this.id(), mayReturn: false });
    this.opening = undefined;
    this.latest = await this.open();
  }

  tell(event: DatasetEvent): void {
    if (event.kind === 'summary') this.latest = event.summary;
    else if (event.kind === 'message' && this.listeners === 0) this.missed = event.message;
    else if (event.kind === 'progress') {
      if (event.progress.finished) this.tasks.delete(event.progress.task);
      else this.tasks.set(event.progress.task, event.progress);
    }
    this.events.fire(event);
  }

  /** A page begins to listen: what it missed. It must be followed by `unlisten`. */
  listen(): { readonly message?: EngineMessage; readonly progress: readonly TaskProgress[] } {
    const message = this.missed;
    this.missed = undefined;
    this.listeners++;
    return { message, progress: this.running };
  }

  unlisten(): void {
    this.listeners--;
  }

  /** Decides for some rows and puts the edit on VS Code's undo stack, once it is on the disk. */
  async decide(rows: Uint32Array, decision: Decision | null): Promise<void> {
    this.push(await this.engine.ask('decide', { dataset: await this.id(), rows, decision }));
  }

  /** Splits sheets as they were found. */
  async decideSheets(rows: Uint32Array, options: SplitOptions): Promise<void> {
    this.push(await this.engine.ask('decideSheets', { dataset: await this.id(), rows, options }));
  }

  /** Accepts what is proposed for some rows. */
  async accept(rows: Uint32Array, sorted?: boolean): Promise<void> {
    this.push(await this.engine.ask('accept', { dataset: await this.id(), rows, sorted }));
  }

  /** Records the chosen decisions of a file as one edit; resolves to how many there were. */
  async importDecisions(
    file: { readonly name: string; readonly bytes: Uint8Array },
    chosen: readonly ImportChoice[],
  ): Promise<number> {
    const receipt = await this.engine.ask('importDecisions', {
      dataset: await this.id(),
      file: { ...file },
      chosen: [...chosen],
    });
    this.push(receipt);
    return receipt.changes.length;
  }

  /** Turns proposals of findings into decisions; resolves to what could not be. */
  async acceptFindings(params: Params<HostRequests['acceptFindings']>): Promise<Unaccepted> {
    const { left, ...receipt } = await this.engine.ask('acceptFindings', { dataset: await this.id(), ...params });
    this.push(receipt);
    return left;
  }

  /** Relabels a class to another one as one edit; resolves to how many images that are. */
  async mergeClasses(params: Params<HostRequests['mergeClasses']>): Promise<number> {
    const receipt = await this.engine.ask('mergeClasses', { dataset: await this.id(), ...params });
    this.push(receipt);
    return receipt.changes.length;
  }

  async removeEmptyFolders(folders: readonly string[]): Promise<ApplyOutcome> {
    return this.engine.ask('removeEmptyFolders', { dataset: await this.id(), folders: [...folders] });
  }

  /** *Not a Problem*, or a problem again. */
  async dismissFindings(params: Params<HostRequests['dismissFindings']>): Promise<void> {
    this.push(await this.engine.ask('dismissFindings', { dataset: await this.id(), ...params }));
  }

  async save(): Promise<void> {
    await this.engine.ask('save', { dataset: await this.id() });
  }

  async revert(): Promise<void> {
    await this.engine.ask('revert', { dataset: await this.id() });
  }

  /**
   * Puts decisions since the last save on the undo stack, once: after a restore VS Code's stack is empty, and whether
   * it had a backup is no matter, because the engine's log knows every mark.
   */
  async recover(): Promise<void> {
    if (this.recovered || !this.mayChange) return;
    this.recovered = true;
    try {
      this.push(await this.engine.ask('unsaved', { dataset: await this.id() }));
    } catch (error) {
      this.recovered = false;
      throw error;
    }
  }

  dispose(): void {
    this.ending.cancel();
    if (this.latest) this.close(this.latest.id);
    this.disposed.fire();
    for (const one of [this.events, this.edits, this.disposed, this.ending]) one.dispose();
  }

  private close(id: string): void {
    this.engine
      .ask('close', { dataset: id, mayReturn: true })
      // The engine may be gone before its documents are; that closes them too.
      .catch((error: unknown) => log().debug(`${id}: ${String(error)}`));
  }

  private push({ changes, dismissals = [], epoch, label }: EditReceipt): void {
    if (changes.length + dismissals.length === 0) return;
    const edit = async (wanted: readonly DecisionChange[], dismissed: readonly DismissalChange[]): Promise<void> => {
      const dataset = await this.id();
      await this.engine.ask('edit', { dataset, changes: [...wanted], dismissals: [...dismissed], epoch });
    };
    this.edits.fire({
      label,
      undo: () => edit(reverseChanges(changes), reverseDismissals(dismissals)),
      redo: () => edit(changes, dismissals),
    });
  }
}
