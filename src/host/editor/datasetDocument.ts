import { basename } from 'node:path';
import { EventEmitter, type CustomDocument, type Uri } from 'vscode';
import type { DatasetSummary } from '../../protocol/dataset';
import type { DatasetEvent } from '../../protocol/notifications';
import type { Decision } from '../../core/decision';
import { reverseChanges, type DecisionChange } from '../../core/decision';
import type { EditReceipt } from '../../protocol/requests';
import type { EngineClient } from '../engine/engineClient';

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
  private opening: Promise<DatasetSummary> | undefined;
  private latest: DatasetSummary | undefined;
  private recovered = false;

  readonly onEvent = this.events.event;
  readonly onEdit = this.edits.event;
  readonly onDispose = this.disposed.event;

  constructor(
    readonly uri: Uri,
    private readonly engine: EngineClient,
    readonly mayChange: boolean,
  ) {}

  get name(): string {
    return basename(this.uri.fsPath);
  }

  /** The summary as last told; undefined until the engine has opened the dataset. */
  get summary(): DatasetSummary | undefined {
    return this.latest;
  }

  /** Opens the dataset in the engine, again when the engine was started anew. Rejects with what to do about it. */
  open(): Promise<DatasetSummary> {
    this.opening ??= this.engine.askEngine('open', { folder: this.uri.fsPath, readOnly: !this.mayChange }).then(
      (summary) => (this.latest = summary),
      (error: unknown) => {
        this.opening = undefined;
        throw error;
      },
    );
    return this.opening;
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

  /** The engine ended: the next request opens the dataset anew. */
  async reopen(cause: string): Promise<void> {
    this.opening = undefined;
    this.tell({
      kind: 'message',
      message: { severity: 'warning', text: `The engine was ${cause} and is started again. Decisions are kept.` },
    });
    this.tell({ kind: 'summary', summary: await this.open() });
    this.tell({ kind: 'membership' });
  }

  tell(event: DatasetEvent): void {
    if (event.kind === 'summary') this.latest = event.summary;
    this.events.fire(event);
  }

  /** Decides for some rows and puts the edit on VS Code's undo stack, once it is on the disk. */
  async decide(rows: Uint32Array, decision: Decision | null): Promise<void> {
    this.push(await this.engine.ask('decide', { dataset: await this.id(), rows, decision }));
  }

  /** Accepts what is proposed for some rows. */
  async accept(rows: Uint32Array): Promise<void> {
    this.push(await this.engine.ask('accept', { dataset: await this.id(), rows }));
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
    this.push(await this.engine.ask('unsaved', { dataset: await this.id() }));
  }

  dispose(): void {
    const id = this.latest?.id;
    if (id !== undefined) this.engine.ask('close', { dataset: id }).catch((error: unknown) => this.closeFailed(error));
    this.disposed.fire();
    for (const emitter of [this.events, this.edits, this.disposed]) emitter.dispose();
  }

  private closeFailed(error: unknown): void {
    // The engine may be gone before its documents are; that closes them too.
    console.debug('Winnow: closing the dataset', error);
  }

  private push({ changes, epoch, label }: EditReceipt): void {
    if (changes.length === 0) return;
    const edit = async (wanted: readonly DecisionChange[]): Promise<void> => {
      await this.engine.ask('edit', { dataset: await this.id(), changes: [...wanted], epoch });
    };
    this.edits.fire({ label, undo: () => edit(reverseChanges(changes)), redo: () => edit(changes) });
  }
}
