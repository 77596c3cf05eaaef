import { dirname } from 'node:path';
import { foldName } from '../../core/freeName';
import { parentOf } from '../../core/relativePath';
import { errorReason, UserError } from '../errors';
import type { DataFolders } from './dataFolders';
import { syncFolder } from './directories';
import type { FileOps } from './fileOps';
import type { Journal } from './journal';
import type { IntentRecord, JournalRecord } from './journalRecords';
import { rewriteLinkTarget } from './linkTarget';
import type { Lock } from './lock';
import { dropSource, LeftBehind, OtherMethodNeeded, placeFile, type Move } from './moveFile';
import { recoverOperation } from './recoverOperation';
import { hasCode } from './removeName';
import { hasContent, lookAtSource, type SourceFile } from './sourceFile';
import { isFolderStep, type Method, type Step } from './step';

export interface ChangeContext {
  readonly ops: FileOps;
  readonly folders: DataFolders;
  readonly journal: Journal;
  readonly lock: Lock;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** After every few files. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** 'open': half done because of a failure; the recovery at the next start finishes it or puts it back. */
export type StepOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'skipped' | 'open'; readonly reason: string }
  /** Nothing had to be done (the folder exists, or is not empty and stays). */
  | { readonly kind: 'idle' };

export interface RunOutcome {
  /** One for each step. */
  readonly outcomes: StepOutcome[];
  readonly cancelled: boolean;
}

/** Files that share two journal writes and the fsyncs of their folders. */
const batchSize = 64;

interface Prepared {
  readonly index: number;
  readonly step: Step;
  readonly from: string;
  readonly to: string;
  readonly source: SourceFile | undefined;
  move: Move | undefined;
  /** The step made its folder itself. */
  made?: boolean;
}

/**
 * Carries steps out in order, in batches: (a) look at each file again, write what will be done into the journal and
 * make that durable, (b) give the files their new names, (c) make these durable, (d) remove the old names, (e) make
 * that durable, (f) write the outcomes. At every instant each file has its old name, its new name or both. A failed
 * step is put back and skipped; when the journal cannot be written nothing more is done.
 */
export class StepRunner {
  private readonly outcomes: StepOutcome[];
  private readonly durableFolders = new Set<string>();
  private readonly methods = new Map<string, Method>();

  constructor(
    private readonly context: ChangeContext,
    private readonly run: string,
    private readonly steps: readonly Step[],
    private readonly options: RunOptions,
  ) {
    this.outcomes = steps.map(() => ({ kind: 'skipped', reason: 'Not begun.' }));
  }

  async runAll(): Promise<RunOutcome> {
    let done = 0;
    for (const batch of this.batches()) {
      if (this.options.signal?.aborted) {
        this.markRest(done, 'Cancelled before it was begun.');
        return { outcomes: this.outcomes, cancelled: true };
      }
      try {
        await this.context.lock.assertHeld();
        await this.runBatch(batch);
      } catch (error) {
        // Only the journal and the lock throw here: without them nothing may be changed.
        this.markRest(done, `Not done: ${errorReason(error)}`);
        return { outcomes: this.outcomes, cancelled: false };
      }
      done += batch.length;
      this.options.onProgress?.(done, this.steps.length);
    }
    return { outcomes: this.outcomes, cancelled: false };
  }

  private markRest(from: number, reason: string): void {
    for (let i = from; i < this.steps.length; i++)
      if (this.outcomes[i].kind === 'skipped') this.outcomes[i] = { kind: 'skipped', reason };
  }

  /** Folder steps go alone; a batch never puts a file where it has yet to remove another one's old name. */
  private *batches(): Generator<number[]> {
    let batch: number[] = [];
    let leaving = new Set<string>();
    for (let i = 0; i < this.steps.length; i++) {
      const step = this.steps[i];
      const alone = isFolderStep(step);
      const target = step.to && foldName(`${step.to.base}/${step.to.path}`);
      if (batch.length > 0 && (alone || batch.length >= batchSize || (target && leaving.has(target)))) {
        yield batch;
        batch = [];
        leaving = new Set();
      }
      if (alone) yield [i];
      else {
        batch.push(i);
        leaving.add(foldName(`${step.from.base}/${step.from.path}`));
      }
    }
    if (batch.length > 0) yield batch;
  }

  private async runBatch(batch: readonly number[]): Promise<void> {
    const prepared: Prepared[] = [];
    for (const index of batch) {
      await this.attempt(index, async () => {
        prepared.push(await this.prepare(index));
      });
    }
    await this.context.journal.append(prepared.map((item) => this.intent(item)));
    const placed: Prepared[] = [];
    for (const item of prepared) if (await this.attemptOn(item, () => this.place(item))) placed.push(item);
    const durable = await this.syncPlaced(placed);
    const dropped: Prepared[] = [];
    for (const item of durable) if (await this.attemptOn(item, () => this.drop(item))) dropped.push(item);
    await this.syncDropped(dropped);
    await this.context.journal.append(
      prepared.flatMap((item) => this.outcomeRecord(item)),
      { durable: false },
    );
  }

  /** Runs a part of a step before anything changed for it; a failure becomes its outcome. */
  private async attempt(index: number, part: () => Promise<void>): Promise<boolean> {
    try {
      await part();
      return true;
    } catch (error) {
      this.outcomes[index] = { kind: 'skipped', reason: sentence(error) };
      return false;
    }
  }

  /** Runs a part of a step that was written into the journal; after a failure the file is put back. */
  private async attemptOn(item: Prepared, part: () => Promise<void>): Promise<boolean> {
    try {
      await part();
      return true;
    } catch (error) {
      if (error instanceof JournalFailure) throw error.cause;
      await this.settle(item, error);
      return false;
    }
  }

  /** After a failure: the file goes back to its old place; where that fails as well, the next start does it. */
  private async settle({ index, move, made, from }: Prepared, cause: unknown): Promise<void> {
    const { ops, folders, journal } = this.context;
    const reason = sentence(cause);
    this.outcomes[index] = { kind: cause instanceof LeftBehind ? 'open' : 'skipped', reason };
    if (cause instanceof LeftBehind) return;
    const operation = journal.state.find({ run: this.run, operation: index });
    try {
      if (made) await ops.rmdir(from);
      if (!move || !operation) return;
      const settled = await recoverOperation(ops, folders, operation, 'roll-back');
      if (settled.kind === 'completed') this.outcomes[index] = { kind: 'done' };
    } catch (error) {
      const rest = `It could not be put back (${errorReason(error)}); the next start settles it.`;
      this.outcomes[index] = { kind: 'open', reason: `${reason} ${rest}` };
    }
  }

  private async prepare(index: number): Promise<Prepared> {
    const step = this.steps[index];
    const { ops, folders } = this.context;
    const owner = step.owner === undefined ? undefined : this.outcomes[step.owner];
    if (owner?.kind === 'skipped' && owner.reason !== 'Not begun.') throw new UserError('Its image was not moved.');
    const { absolute: from } = await folders.reach(step.from);
    if (isFolderStep(step)) return { index, step, from, to: from, source: undefined, move: undefined };
    const { seen, knownLink } = step;
    const expected = step.expected ?? seen?.expected;
    const source = await lookAtSource(ops, from, expected, { seen, linkText: knownLink, signal: this.options.signal });
    if (!step.to) return { index, step, from, to: from, source, move: undefined };
    const to = await folders.prepare(step.to);
    await this.makeFoldersDurable(step.to.base, step.to.path);
    const linkText =
      source.target === undefined
        ? undefined
        : (step.linkText ?? (await rewriteLinkTarget(ops, source.target, dirname(from), dirname(to))));
    const method = await this.methodFor(source, to);
    const { run } = this;
    const move: Move = { run, operation: index, from, to, source, method, linkText, signal: this.options.signal };
    return { index, step, from, to, source, move };
  }

  /** A folder that was made a moment ago may not be on the disk itself: its entry has to be, before files enter it. */
  private async makeFoldersDurable(base: 'root' | 'state', path: string): Promise<void> {
    const { ops, folders } = this.context;
    for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder)) {
      const absolute = folders.absolute({ base, path: folder });
      const { inode, device } = await ops.lstat(absolute);
      const key = `${absolute}:${device}:${inode}`;
      if (this.durableFolders.has(key)) return;
      await syncFolder(ops, dirname(absolute));
      this.durableFolders.add(key);
    }
  }

  private async methodFor(source: SourceFile, to: string): Promise<Method> {
    if (source.target !== undefined) return 'symlink';
    const { device } = await this.context.ops.stat(dirname(to));
    if (device !== source.own.device) return 'copy';
    return this.methods.get(String(device)) ?? 'link';
  }

  private intent({ index, step, from, to, source, move }: Prepared): JournalRecord {
    const { run } = this;
    const base: IntentRecord = { type: 'intent', run, operation: index, kind: step.kind, from };
    const { of, provenance, isSidecar } = step;
    return {
      ...base,
      ...(move && { to }),
      ...(source && source.expected),
      ...(move && move.method !== 'link' && { method: move.method }),
      ...(move?.linkText !== undefined &&
        source?.target !== undefined && { link: { target: source.target, rewritten: move.linkText } }),
      ...(of && { of }),
      ...(isSidecar && { sidecar: true }),

      ...(provenance && { provenance }),
    };
  }

  private async place(item: Prepared): Promise<void> {
    const { ops } = this.context;
    const { step, from } = item;
    if (step.kind === 'make-folder') return this.makeFolder(item);
    if (step.kind === 'remove-folder' || step.kind === 'remove' || !item.move) return;
    // Looked at again, because folders may have been exchanged since: links on the way are never followed.
    await this.context.folders.reach(step.from);
    if (step.to) await this.context.folders.reach(step.to);
    if (step.kind === 'copy-in') {
      const handle = await ops.open(from, 'read');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
    for (;;) {
      const move: Move = item.move;
      try {
        await placeFile(ops, move, (inode) => this.append({ type: 'placed', inode: String(inode), ...this.key(item) }));
        return;
      } catch (error) {
        if (!(error instanceof OtherMethodNeeded) || error.method === move.method) throw error;
        item.move = { ...move, method: error.method };
        if (error.method === 'reserve') this.methods.set(String(move.source.own.device), 'reserve');
        await this.append(this.intent(item));
      }
    }
  }

  private key({ index }: Prepared): { run: string; operation: number } {
    return { run: this.run, operation: index };
  }

  private async append(record: JournalRecord): Promise<void> {
    try {
      await this.context.journal.append([record]);
    } catch (error) {
      throw new JournalFailure(error);
    }
  }

  private async makeFolder(item: Prepared): Promise<void> {
    const { index, from } = item;
    const { ops } = this.context;
    try {
      await ops.mkdir(from);
      item.made = true;
    } catch (error) {
      if (!hasCode(error, 'EEXIST') || (await ops.lstat(from)).kind !== 'folder') throw error;
      this.outcomes[index] = { kind: 'idle' };
    }
  }

  /** Makes the new names durable; files whose folder cannot be are put back. Returns what is durable. */
  private async syncPlaced(placed: readonly Prepared[]): Promise<Prepared[]> {
    const failures = await this.syncAll(
      placed.filter(({ move, step }) => move || step.kind === 'make-folder').map(({ to }) => dirname(to)),
    );
    const durable: Prepared[] = [];
    for (const item of placed) {
      const failure = failures.get(dirname(item.to));
      if (failure === undefined) durable.push(item);
      else await this.settle(item, failure);
    }
    return durable;
  }

  private async drop(item: Prepared): Promise<void> {
    const { ops } = this.context;
    const { index, step, from, move } = item;
    switch (step.kind) {
      case 'make-folder':
        if (this.outcomes[index].kind !== 'idle') this.outcomes[index] = { kind: 'done' };
        return;
      case 'remove-folder':
        await this.removeFolder(item);
        return;
      case 'remove':
        await this.context.folders.reach(step.from);
        await ops.unlink(from);
        this.outcomes[index] = { kind: 'done' };
        return;
      default:
        if (!move) return;
    }
    await this.context.folders.reach(step.from);
    const dropped = await dropSource(ops, move);
    // Another file stands at the old name: fine if the one that was meant is at its new place.
    if (!dropped && !(await hasContent(ops, move.to, move.source.expected, move.linkText)))
      throw new UserError('Another program changed it meanwhile.');
    this.outcomes[index] = { kind: 'done' };
  }

  private async removeFolder({ index, from }: Prepared): Promise<void> {
    try {
      await this.context.ops.rmdir(from);
      this.outcomes[index] = { kind: 'done' };
    } catch (error) {
      if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST') && !hasCode(error, 'ENOENT')) throw error;
      this.outcomes[index] = { kind: 'idle' };
    }
  }

  private async syncDropped(dropped: readonly Prepared[]): Promise<void> {
    const targets = dropped.filter(({ move }) => move && move.method === 'copy').map(({ to }) => dirname(to));
    const failures = await this.syncAll([...dropped.map(({ from }) => dirname(from)), ...targets]);
    for (const { index, from } of dropped) {
      const failure = failures.get(dirname(from));
      if (failure === undefined) continue;
      const reason = `Moved, but not yet safe from a power cut (${errorReason(failure)}); checked at the next start.`;
      this.outcomes[index] = { kind: 'open', reason };
    }
  }

  private async syncAll(paths: readonly string[]): Promise<Map<string, unknown>> {
    const failures = new Map<string, unknown>();
    for (const path of new Set(paths)) {
      try {
        await syncFolder(this.context.ops, path);
      } catch (error) {
        failures.set(path, error);
      }
    }
    return failures;
  }

  private outcomeRecord(item: Prepared): JournalRecord[] {
    const outcome = this.outcomes[item.index];
    switch (outcome.kind) {
      case 'done':
        return [{ type: 'done', ...this.key(item) }];
      case 'idle':
        return [{ type: 'skipped', ...this.key(item), reason: 'Nothing to do.' }];
      case 'skipped':
        return [{ type: 'skipped', ...this.key(item), reason: outcome.reason }];
      case 'open':
        return [];
    }
  }
}

/** Carries the journal's failure through a step's own error handling. */
class JournalFailure extends Error {
  constructor(override readonly cause: unknown) {
    super('The journal could not be written.');
  }
}

function sentence(error: unknown): string {
  const reason = errorReason(error);
  return reason.endsWith('.') ? reason : `${reason[0].toUpperCase()}${reason.slice(1)}.`;
}
