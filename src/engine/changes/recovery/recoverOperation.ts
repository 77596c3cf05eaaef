import { dirname } from 'node:path';
import type { DataFolders } from '../dataFolders';
import { lstatIfThere, syncFolder } from '../files/directories';
import type { FileOps, FileStat } from '../files/fileOps';
import type { JournalOperation } from '../journal/journal';
import { temporaryNames } from '../files/moveFile';
import { putBack, removeName } from '../files/removeName';
import { recoverRewrite } from './recoverRewrite';
import { hasContent, sameInode } from '../files/sourceFile';
import { isFolderStep } from '../steps/step';

export type Recovered =
  | { readonly kind: 'completed' | 'rolled-back' }
  /** Nothing more can be done by a program: a person has to look. */
  | { readonly kind: 'problem'; readonly reason: string };

const completed: Recovered = { kind: 'completed' };
const rolledBack: Recovered = { kind: 'rolled-back' };

/**
 * Settles an operation of which only the intent is known: from what stands on the disk it is completed (the file is
 * at its new place, the old name goes) or rolled back (the file is at its old place only). Each step can itself be
 * interrupted and the whole repeated. Only files that are known for ours (by inode or content) lose a name.
 * `aim` says what to do while both is possible.
 */
export async function recoverOperation(
  ops: FileOps,
  folders: DataFolders,
  operation: JournalOperation,
  aim: 'complete' | 'roll-back',
): Promise<Recovered> {
  const { absolute: from } = await folders.reach(operation.from);
  if (isFolderStep(operation)) return recoverFolder(ops, operation, from);
  if (!operation.to) return (await lstatIfThere(ops, from)) ? rolledBack : completed;
  const { absolute: to } = await folders.reach(operation.to);
  if (operation.replaces) return recoverRewrite(ops, folders, operation, operation.replaces, to);
  const result = await new MoveRecovery(ops, operation, from, to).settle(aim);
  for (const folder of new Set([dirname(to), dirname(from)]))
    if ((await lstatIfThere(ops, folder))?.kind === 'folder') await syncFolder(ops, folder);
  return result;
}

async function recoverFolder(ops: FileOps, operation: JournalOperation, path: string): Promise<Recovered> {
  const there = await lstatIfThere(ops, path);
  const parent = dirname(path);
  if ((await lstatIfThere(ops, parent))?.kind === 'folder') await syncFolder(ops, parent);
  const isDone = operation.kind === 'make-folder' ? there?.kind === 'folder' : !there;
  return isDone ? completed : rolledBack;
}

class MoveRecovery {
  private readonly names: ReturnType<typeof temporaryNames>;

  constructor(
    private readonly ops: FileOps,
    private readonly operation: JournalOperation,
    private readonly from: string,
    private readonly to: string,
  ) {
    this.names = temporaryNames({ run: operation.run.id, operation: operation.number, from, to });
  }

  async settle(aim: 'complete' | 'roll-back'): Promise<Recovered> {
    const { ops, names } = this;
    // A name that was set aside to be looked at goes back first, and is judged where it belongs.
    if (await lstatIfThere(ops, names.new)) await putBack(ops, names.new, this.to);
    const part = await lstatIfThere(ops, names.part);
    const target = await lstatIfThere(ops, this.to);
    const remains = await this.sourceRemains();
    const isTwin = target !== undefined && (await this.isTwin(target));
    const isOurs = target !== undefined && (isTwin || (await this.isOurs(target, part))) && (await this.has(this.to));
    if (isOurs && (aim === 'complete' || !remains)) return this.complete(part);
    // A twin that is not the file that was meant: another program had put its own in the place of the source.
    if (remains || isTwin) {
      await this.rollBack(part, isTwin || isOurs ? target : undefined);
      const left = aim === 'complete' && !isTwin && !isOurs ? target : undefined;
      if (left && this.isReservation(left)) await ops.unlink(this.to);
      return rolledBack;
    }
    if (part && (await this.has(names.part))) {
      // The source is gone without our doing: the copy is the last one there is.
      await putBack(ops, names.part, this.to);
      return completed;
    }
    if (target && (await this.has(this.to))) return completed;
    const what = target ? 'another file stands at its new place' : 'it is at neither place';
    return { kind: 'problem', reason: `The file was not found at its old place, and ${what}.` };
  }

  private has(path: string): Promise<boolean> {
    const { link, expected } = this.operation;
    if (!expected) return Promise.resolve(false);
    const text = path === this.to || path === this.names.new ? link?.rewritten : link?.target;
    return hasContent(this.ops, path, expected, text);
  }

  /** True when the target is a second name of the file at the old place. */
  private async isTwin(target: FileStat): Promise<boolean> {
    for (const name of [this.from, this.names.old]) {
      const source = await lstatIfThere(this.ops, name);
      if (source && sameInode(source, target)) return true;
    }
    return false;
  }

  /** True when what stands at the target was put there by this operation, provided that its content is right. */
  private async isOurs(target: FileStat, part: FileStat | undefined): Promise<boolean> {
    const { ops, operation } = this;
    if (operation.link) return target.kind === 'link' && (await ops.readlink(this.to)) === operation.link.rewritten;
    if (part) return sameInode(target, part);
    // The old name is only ever set aside once the new one was ours and durable.
    return operation.placedInode === target.inode || (await lstatIfThere(ops, this.names.old)) !== undefined;
  }

  private async sourceRemains(): Promise<boolean> {
    for (const name of [this.from, this.names.old])
      if ((await lstatIfThere(this.ops, name)) && (await this.has(name))) return true;
    return false;
  }

  private async complete(part: FileStat | undefined): Promise<Recovered> {
    const { ops, names } = this;
    // After a kill the new name may be known to the page cache only.
    await syncFolder(ops, dirname(this.to));
    if (await lstatIfThere(ops, names.old)) {
      if (await this.has(names.old)) await ops.unlink(names.old);
      else await putBack(ops, names.old, this.from);
    }
    if ((await lstatIfThere(ops, this.from)) && (await this.isSameAsTarget()))
      await removeName(ops, this.from, names.old, () => this.has(names.old));
    if (part) {
      await syncFolder(ops, dirname(this.from));
      await ops.unlink(names.part);
    }
    return completed;
  }

  /** The old name still is the file that was moved, not one that somebody put there since. */
  private async isSameAsTarget(): Promise<boolean> {
    if (this.operation.method === 'copy' || this.operation.link) return this.has(this.from);
    const [source, target] = await Promise.all([this.ops.lstat(this.from), this.ops.lstat(this.to)]);
    return sameInode(source, target);
  }

  /** `ours` is what stands at the target, where that is known for a second copy or name of the source. */
  private async rollBack(part: FileStat | undefined, ours: FileStat | undefined): Promise<void> {
    const { ops, names } = this;
    if (await lstatIfThere(ops, names.old)) await putBack(ops, names.old, this.from);
    await syncFolder(ops, dirname(this.from));
    if (ours && (await lstatIfThere(ops, this.to)))
      await removeName(ops, this.to, names.new, (stat) => sameInode(stat, ours));
    if (!part) return;
    await syncFolder(ops, dirname(this.to));
    await ops.unlink(names.part);
  }

  /** An empty file that was created for this move: it holds nothing, and it is not older than the move. */
  private isReservation(target: FileStat): boolean {
    const { method, time } = this.operation;
    if (method !== 'reserve' && method !== 'copy') return false;
    return target.kind === 'file' && target.size === 0 && target.mtimeMs >= time.getTime() - 2000;
  }
}
