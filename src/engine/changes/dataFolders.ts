import { join } from 'node:path';
import { ancestorsOf, parentOf, unsafePathReason } from '../../core/relativePath';
import { UserError } from '../errors';
import { ensureFolder, lstatIfThere } from './directories';
import type { FileOps, FileStat } from './fileOps';

/** A place that operations may touch: below the dataset's root or below its state folder, `/` between. */
export interface Location {
  readonly base: 'root' | 'state';
  readonly path: string;
}

export const trashFolder = 'trash';
export const setAsideFolder = 'set-aside';
export const stagingFolder = 'staging';

/** An operation would have left the dataset or gone through a link. */
export class ConfinementError extends UserError {}

/**
 * The dataset's root and its state folder, and the only way from a location to an absolute path: `reach` looks at
 * every folder in between, each time, and refuses what is a link or no longer a folder. Between that look and the
 * operation another program could still exchange a folder for a link: Node offers no `openat`.
 */
export class DataFolders {
  private constructor(
    private readonly ops: FileOps,
    readonly root: string,
    readonly state: string,
    private readonly rootStat: FileStat,
  ) {}

  static async open(ops: FileOps, root: string, state: string): Promise<DataFolders> {
    const realRoot = await ops.realpath(root);
    const realState = await ops.realpath(state);
    const stat = await ops.lstat(realRoot);
    if (stat.kind !== 'folder') throw new UserError(`${root} is not a folder.`);
    return new DataFolders(ops, realRoot, realState, stat);
  }

  /** The absolute path, unchecked: for messages and for the journal. */
  absolute({ base, path }: Location): string {
    const start = base === 'root' ? this.root : this.state;
    return path === '' ? start : join(start, ...path.split('/'));
  }

  /** The absolute path of a location whose parent folders are real folders; `missing` when one is not there. */
  async reach(location: Location): Promise<{ absolute: string; missing: boolean }> {
    const reason = unsafePathReason(location.path);
    if (reason) throw new ConfinementError(`Not touched: ${reason}.`);
    const absolute = this.absolute(location);
    await this.checkRoot();
    for (const folder of ancestorsOf(location.path)) {
      const stat = await lstatIfThere(this.ops, this.absolute({ base: location.base, path: folder }));
      if (!stat) return { absolute, missing: true };
      if (stat.kind === 'link') throw new ConfinementError(`Not touched: the folder ${folder} is a link.`);
      if (stat.kind !== 'folder') throw new ConfinementError(`Not touched: ${folder} is no longer a folder.`);
    }
    return { absolute, missing: false };
  }

  /** Like `reach`, and makes missing parent folders of a place in the state folder. */
  async prepare(location: Location): Promise<string> {
    const reached = await this.reach(location);
    if (!reached.missing) return reached.absolute;
    if (location.base === 'root') throw new ConfinementError(`The folder ${parentOf(location.path)} is not there.`);
    await ensureFolder(this.ops, this.absolute({ base: location.base, path: parentOf(location.path) }));
    return reached.absolute;
  }

  private async checkRoot(): Promise<void> {
    const stat = await lstatIfThere(this.ops, this.root);
    if (stat?.kind === 'folder' && stat.inode === this.rootStat.inode && stat.device === this.rootStat.device) return;
    throw new ConfinementError(`Not touched: ${this.root} is no longer the folder that was opened.`);
  }
}
