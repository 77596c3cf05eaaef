import { dirname } from 'node:path';
import type { DataFolders } from './dataFolders';
import { lstatIfThere, syncFolder } from './directories';
import type { FileOps, FileStat } from './fileOps';
import type { JournalOperation } from './journal';
import { temporaryNames } from './moveFile';
import { hasCode, meansNoLinks, putBack, removeName } from './removeName';
import { hasContent, sameInode } from './sourceFile';
import { isFolderStep } from './step';

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
 */
export async function recoverOperation(
  ops: FileOps,
  folders: DataFolders,
  operation: JournalOperation,
): Promise<Recovered> {
  const { absolute: from } = await folders.reach(operation.from);
  if (isFolderStep(operation)) return recoverFolder(ops, operation, from);
  if (!operation.to) return (await lstatIfThere(ops, from)) ? rolledBack : completed;
  const { absolute: to } = await folders.reach(operation.to);
  const result = await new MoveRecovery(ops, operation, from, to).settle();
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

  async settle(): Promise<Recovered> {
    await this.settleUnplacing();
    const { ops } = this;
    const part = await lstatIfThere(ops, this.names.part);
    const target = await lstatIfThere(ops, this.to);
    const isOurs = target !== undefined && (await this.isOurs(target, part));
    if (isOurs && (await this.has(this.to))) return this.complete(part);
    if (await this.sourceRemains()) return this.rollBack(part, target);
    if (part && !target && (await this.has(this.names.part))) {
      // The source is gone without our doing: the copy is the last one there is.
      await this.linkOrRename(this.names.part, this.to);
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

  /** A move that was being taken back when it was interrupted: the name set aside is judged like the target. */
  private async settleUnplacing(): Promise<void> {
    const aside = await lstatIfThere(this.ops, this.names.new);
    if (!aside) return;
    if ((await this.sourceRemains()) && (await this.has(this.names.new))) await this.ops.unlink(this.names.new);
    else await putBack(this.ops, this.names.new, this.to);
  }

  /** True when what stands at the target was put there by this operation. */
  private async isOurs(target: FileStat, part: FileStat | undefined): Promise<boolean> {
    const { ops, operation } = this;
    if (operation.link) return target.kind === 'link' && (await ops.readlink(this.to)) === operation.link.rewritten;
    if (part) return sameInode(target, part);
    if (operation.placedInode === target.inode) return true;
    for (const name of [this.from, this.names.old]) {
      const source = await lstatIfThere(ops, name);
      if (source && sameInode(source, target)) return true;
    }
    // The old name is only ever set aside once the new one was ours and durable.
    return (await lstatIfThere(ops, this.names.old)) !== undefined;
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

  private async rollBack(part: FileStat | undefined, target: FileStat | undefined): Promise<Recovered> {
    const { ops, names } = this;
    if (await lstatIfThere(ops, names.old)) await putBack(ops, names.old, this.from);
    await syncFolder(ops, dirname(this.from));
    if (part) await ops.unlink(names.part);
    if (target && this.isReservation(target)) await ops.unlink(this.to);
    return rolledBack;
  }

  /** An empty file that was created for this move: it holds nothing, and it is not older than the move. */
  private isReservation(target: FileStat): boolean {
    const { method, time } = this.operation;
    if (method !== 'reserve' && method !== 'copy') return false;
    return target.kind === 'file' && target.size === 0 && target.mtimeMs >= time.getTime() - 2000;
  }

  private async linkOrRename(from: string, to: string): Promise<void> {
    try {
      await this.ops.link(from, to);
      await syncFolder(this.ops, dirname(to));
      await this.ops.unlink(from);
    } catch (error) {
      if (hasCode(error, 'EEXIST') || !meansNoLinks(error)) throw error;
      await this.ops.rename(from, to);
    }
  }
}
