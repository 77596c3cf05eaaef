import { dirname, join } from 'node:path';
import { UserError } from '../../errors';
import { copyDurably } from './copyFile';
import { lstatIfThere, syncFolder } from './directories';
import type { FileOps, FileStat } from './fileOps';
import { hasCode, meansNoLinks, putBack, removeName } from './removeName';
import { hasContent, sameContent, sameInode, type SourceFile } from './sourceFile';
import { temporaryName, type Method } from '../steps/step';

/** A move in the making: where from, where to, by which way, and what is known of the file. */
export interface Move {
  readonly run: string;
  readonly operation: number;
  readonly from: string;
  readonly to: string;
  readonly source: SourceFile;
  readonly method: Method;
  /** The text of the new link. */
  readonly linkText: string | undefined;
  readonly signal?: AbortSignal;
}

/** The way that was planned does not work here; another one has to be written into the journal first. */
export class OtherMethodNeeded extends Error {
  constructor(readonly method: Method) {
    super(`Another way is needed: ${method}.`);
  }
}

/** An empty file that took the name could not be removed again: the next start does that. */
export class LeftBehind extends UserError {
  constructor(override readonly cause: unknown) {
    super('An empty file was left at the target; the next start removes it.');
  }
}

class TakenError extends UserError {
  constructor() {
    super('A file of that name appeared at the target meanwhile.');
  }
}

/** Names that a move uses for a moment, each on the file system of what it stands beside. */
export function temporaryNames(move: Pick<Move, 'run' | 'operation' | 'from' | 'to'>): {
  part: string;
  old: string;
  new: string;
} {
  const { run, operation, from, to } = move;
  return {
    part: join(dirname(to), temporaryName(run, operation, 'part')),
    old: join(dirname(from), temporaryName(run, operation, 'old')),
    new: join(dirname(to), temporaryName(run, operation, 'new')),
  };
}

/**
 * First half of a move: the file stands at its new place, and still at its old one (not with 'reserve', where the
 * rename is the move). Never replaces anything. When it throws, it may be half done: `recoverOperation` then
 * puts it back.
 */
export async function placeFile(ops: FileOps, move: Move, notePlaced: (inode: bigint) => Promise<void>): Promise<void> {
  switch (move.method) {
    case 'symlink':
      return placeSymlink(ops, move);
    case 'link':
      return placeLink(ops, move);
    case 'reserve':
      return placeByRename(ops, move);
    case 'copy':
      return placeCopy(ops, move, notePlaced);
  }
}

async function placeSymlink(ops: FileOps, move: Move): Promise<void> {
  if (move.linkText === undefined) throw new Error('A link is moved without its text.');
  try {
    await ops.symlink(move.linkText, move.to);
  } catch (error) {
    throw hasCode(error, 'EEXIST') ? new TakenError() : error;
  }
}

async function placeLink(ops: FileOps, move: Move): Promise<void> {
  try {
    await ops.link(move.from, move.to);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw new TakenError();
    if (hasCode(error, 'EXDEV')) throw new OtherMethodNeeded('copy');
    if (meansNoLinks(error)) throw new OtherMethodNeeded('reserve');
    throw error;
  }
  if (await isSource(ops, move, move.to)) return;
  throw new UserError('Another program replaced it meanwhile.');
}

/** The file at `path` is the one that was looked at, or one with the same content. */
async function isSource(ops: FileOps, move: Move, path: string): Promise<boolean> {
  const stat = await lstatIfThere(ops, path);
  if (!stat) return false;
  return sameContent(stat, move.source.own) || hasContent(ops, path, move.source.expected);
}

/** Takes the name by creating an empty file, which only one program can, and renames over one's own file. */
async function renameOverReservation(ops: FileOps, from: string, to: string): Promise<void> {
  let reserved: FileStat | undefined;
  try {
    const handle = await ops.open(to, 'create', 0o600);
    try {
      reserved = await handle.stat();
    } finally {
      await handle.close();
    }
    if (!sameReservation(await ops.lstat(to), reserved)) throw new TakenError();
    await ops.rename(from, to);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw new TakenError();
    await removeReservation(ops, to, reserved, error);
    throw hasCode(error, 'EXDEV') ? new OtherMethodNeeded('copy') : error;
  }
}

function sameReservation(stat: FileStat | undefined, reserved: FileStat | undefined): boolean {
  return stat?.kind === 'file' && stat.size === 0 && (!reserved || sameInode(stat, reserved));
}

async function removeReservation(
  ops: FileOps,
  path: string,
  reserved: FileStat | undefined,
  cause: unknown,
): Promise<void> {
  try {
    if (sameReservation(await lstatIfThere(ops, path), reserved)) await ops.unlink(path);
  } catch {
    throw new LeftBehind(cause);
  }
}

async function placeByRename(ops: FileOps, move: Move): Promise<void> {
  await renameOverReservation(ops, move.from, move.to);
  if (await isSource(ops, move, move.to)) return;
  await putBack(ops, move.to, move.from);
  throw new UserError('Another program replaced it meanwhile.');
}

async function placeCopy(ops: FileOps, move: Move, notePlaced: (inode: bigint) => Promise<void>): Promise<void> {
  const { part } = temporaryNames(move);
  const { copy } = await copyDurably(ops, move.from, part, move.source.expected, move.signal);
  try {
    // The part keeps its name until the source is gone: while it does, recovery knows the target for ours.
    await syncFolder(ops, dirname(part));
    await ops.link(part, move.to);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw new TakenError();
    if (!meansNoLinks(error)) throw error;
    await notePlaced(copy.inode);
    await renameOverReservation(ops, part, move.to);
  }
}

/**
 * Second half of a move, after the new place is durable: the old name goes, if it still is the file that was moved.
 * Returns false when another file stands there now, which then stays.
 */
export async function dropSource(ops: FileOps, move: Move): Promise<boolean> {
  const { old, part } = temporaryNames(move);
  let dropped = true;
  if (move.method !== 'reserve') {
    try {
      dropped = await removeName(ops, move.from, old, (stat) => isMoved(ops, move, old, stat));
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
      // Another program removed or moved the old name itself.
    }
  }
  if (move.method === 'copy' && (await lstatIfThere(ops, part))) {
    await syncFolder(ops, dirname(move.from));
    await ops.unlink(part);
  }
  return dropped;
}

async function isMoved(ops: FileOps, move: Move, path: string, stat: FileStat): Promise<boolean> {
  switch (move.method) {
    case 'symlink':
      return stat.kind === 'link' && (await ops.readlink(path)) === move.source.target;
    case 'copy':
      return sameContent(stat, move.source.own) || hasContent(ops, path, move.source.expected);
    case 'link':
    case 'reserve': {
      const target = await lstatIfThere(ops, move.to);
      return target !== undefined && sameInode(stat, target);
    }
  }
}
