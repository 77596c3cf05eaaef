import { join } from 'node:path';
import { ancestorsOf, parentOf, unsafePathReason } from '../../core/relativePath';
import { UserError } from '../errors';
import { ensureFolder, lstatIfThere } from './files/directories';
import type { FileOps, FileStat } from './files/fileOps';
import { userPiles, type KnownPiles } from './knownPiles';

/**
 * A place that operations may touch, `/` between: below the dataset's root, below its state folder, or below the folder
 * `pile` (absolute) from which a run takes images in.
 */
export type Location =
  | { readonly base: 'root' | 'state'; readonly path: string }
  | { readonly base: 'pile'; readonly pile: string; readonly path: string };

export const trashFolder = 'trash';
export const setAsideFolder = 'set-aside';
export const stagingFolder = 'staging';
/** Tables of labels as they were before they were rewritten. */
export const tablesFolder = 'tables';

/** An operation would have left the dataset or gone through a link. */
class ConfinementError extends UserError {}

/**
 * The dataset's root and its state folder, and the only way from a location to an absolute path: `reach` looks at
 * every folder in between, each time, and refuses what is a link or no longer a folder. Between that look and the
 * operation another program could still exchange a folder for a link: Node offers no `openat`.
 */
export class DataFolders {
  /** Piles that the plan of this run or an earlier one of this user names. */
  private readonly allowedPiles = new Set<string>();

  private constructor(
    private readonly ops: FileOps,
    readonly root: string,
    readonly state: string,
    private readonly rootStat: FileStat,
    private readonly piles: KnownPiles,
  ) {}

  static async open(ops: FileOps, root: string, state: string, piles = userPiles()): Promise<DataFolders> {
    const realRoot = await ops.realpath(root);
    const realState = await ops.realpath(state);
    const stat = await ops.lstat(realRoot);
    if (stat.kind !== 'folder') throw new UserError(`${root} is not a folder.`);
    return new DataFolders(ops, realRoot, realState, stat, piles);
  }

  /** The absolute path, unchecked: for messages and for the journal. */
  absolute(location: Location): string {
    const { path } = location;
    const start = location.base === 'pile' ? location.pile : location.base === 'root' ? this.root : this.state;
    return path === '' ? start : join(start, ...path.split('/'));
  }

  /** The absolute path of a location whose parent folders are real folders; `missing` when one is not there. */
  async reach(location: Location): Promise<{ absolute: string; missing: boolean }> {
    const reason = unsafePathReason(location.path);
    if (reason) throw new ConfinementError(`Not touched: ${reason}.`);
    const absolute = this.absolute(location);
    await this.checkRoot();
    if (location.base === 'pile') await this.checkPile(location.pile);
    for (const folder of ancestorsOf(location.path)) {
      const stat = await lstatIfThere(this.ops, this.absolute({ ...location, path: folder }));
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
    if (location.base !== 'state') throw new ConfinementError(`The folder ${parentOf(location.path)} is not there.`);
    await ensureFolder(this.ops, this.absolute({ ...location, path: parentOf(location.path) }));
    return reached.absolute;
  }

  /** A person's plan names a folder to take images from. Resolves to it without links: below it none is followed. */
  async openPile(pile: string): Promise<string> {
    const real = await this.ops.realpath(pile);
    this.allowedPiles.add(real);
    return real;
  }

  /** Before the first image leaves it: a later undo may put images back there. */
  notePile(pile: string): Promise<void> {
    return this.piles.note(pile);
  }

  private async checkPile(pile: string): Promise<void> {
    if ((await lstatIfThere(this.ops, pile))?.kind !== 'folder')
      throw new ConfinementError(`Not touched: ${pile} is no longer a folder.`);
    if (this.allowedPiles.has(pile)) return;
    if (!(await this.piles.has(pile)))
      throw new ConfinementError(`Not touched: the journal names ${pile}, from which you took no images here.`);
    this.allowedPiles.add(pile);
  }

  private async checkRoot(): Promise<void> {
    const stat = await lstatIfThere(this.ops, this.root);
    if (stat?.kind === 'folder' && stat.inode === this.rootStat.inode && stat.device === this.rootStat.device) return;
    throw new ConfinementError(`Not touched: ${this.root} is no longer the folder that was opened.`);
  }
}
