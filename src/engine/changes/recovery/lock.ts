import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { isSystemError, UserError } from '../../errors';
import { lstatIfThere } from '../files/directories';
import type { FileOps } from '../files/fileOps';
import { livenessOf, thisProcess, type Liveness, type Owner } from './processIdentity';

/** Another window or a command is changing the dataset. */
export class LockedError extends UserError {
  constructor(
    readonly owner: Owner,
    path: string,
  ) {
    super(
      `Another Winnow (process ${owner.pid} on ${owner.machine.split(' ')[0]}) is changing this dataset. ` +
        `Wait until it is done; if it is dead, remove ${path}.`,
    );
  }
}

/** The lock file of this process went away while it was held; nothing more is changed. */
export class LockLostError extends UserError {
  constructor(path: string) {
    super(`The lock ${path} was removed by another program. Nothing more was changed.`);
  }
}

export interface LockOptions {
  /** How long to wait for another owner, in milliseconds; default 0. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
  /** For tests: who is asking, and who lives. */
  readonly self?: () => Promise<Owner>;
  readonly liveness?: (owner: Owner) => Promise<Liveness>;
}

export interface Lock {
  /** Throws LockLostError when another program removed the lock file. */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

const ownerSchema = z.object({ pid: z.number().int(), started: z.string(), machine: z.string() });
const prefix = 'lock-';
/** What becomes a lock file once it is whole; a crash may leave one behind. */
const draftPrefix = 'draft-';
/** A lock from another machine that was not refreshed for this long is dead. */
const foreignStaleMs = 60_000;
const refreshMs = 5_000;

/**
 * One changer at a time. Each candidate creates a file under a name of its own and then looks for others: of two that
 * come at once at least one sees the other and steps back. As no name is ever used twice, removing the file of a dead
 * owner can never remove a living one's. A dead owner is one whose process is gone (same machine: process number and
 * start time) or that has not refreshed its file for a minute (another machine or container).
 */
export async function acquireLock(ops: FileOps, folder: string, options: LockOptions = {}): Promise<Lock> {
  const self = await (options.self ?? thisProcess)();
  const deadline = Date.now() + (options.waitMs ?? 0);
  for (let attempt = 0; ; attempt++) {
    options.signal?.throwIfAborted();
    const path = await createLockFile(ops, folder, self);
    let other: { owner: Owner; path: string } | undefined;
    try {
      other = await findOther(ops, folder, path, options.liveness ?? livenessOf);
    } catch (error) {
      await ops.unlink(path);
      throw error;
    }
    if (!other) return holdLock(ops, path);
    await ops.unlink(path);
    // Two that collided step back for different times; one that holds the lock is waited for as long as asked.
    if (attempt >= 3 && Date.now() >= deadline) throw new LockedError(other.owner, other.path);
    await sleep(10 + Math.random() * Math.min(500, 20 * 2 ** attempt), undefined, { signal: options.signal });
  }
}

async function createLockFile(ops: FileOps, folder: string, self: Owner): Promise<string> {
  const name = `${self.pid}-${randomBytes(6).toString('hex')}`;
  const draft = join(folder, `${draftPrefix}${name}`);
  const handle = await ops.open(draft, 'create', 0o600);
  try {
    await handle.write(new TextEncoder().encode(`${JSON.stringify(self)}\n`));
  } catch (error) {
    await ops.unlink(draft);
    throw error;
  } finally {
    await handle.close();
  }
  const path = join(folder, `${prefix}${name}.json`);
  await ops.rename(draft, path);
  return path;
}

async function findOther(
  ops: FileOps,
  folder: string,
  own: string,
  liveness: (owner: Owner) => Promise<Liveness>,
): Promise<{ owner: Owner; path: string } | undefined> {
  for (const name of await ops.readdir(folder)) {
    const path = join(folder, name);
    if (name.startsWith(draftPrefix) && (await isStale(ops, path, own))) await unlinkIfThere(ops, path);
    if (!name.startsWith(prefix) || path === own) continue;
    const owner = await readOwner(ops, path);
    const alive = owner === 'gone' ? 'dead' : owner ? await liveness(owner) : 'unknown';
    const stale = alive === 'dead' || (alive === 'unknown' && (await isStale(ops, path, own)));
    if (!stale) return { owner: owner && owner !== 'gone' ? owner : { pid: 0, started: '', machine: 'unknown' }, path };
    await unlinkIfThere(ops, path);
  }
  return undefined;
}

async function unlinkIfThere(ops: FileOps, path: string): Promise<void> {
  try {
    await ops.unlink(path);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
  }
}

/** Both times come from the file system's own clock, so that clocks of two machines are never compared. */
async function isStale(ops: FileOps, path: string, own: string): Promise<boolean> {
  const [theirs, ours] = await Promise.all([lstatIfThere(ops, path), lstatIfThere(ops, own)]);
  return !theirs || (ours !== undefined && ours.mtimeMs - theirs.mtimeMs > foreignStaleMs);
}

async function readOwner(ops: FileOps, path: string): Promise<Owner | 'gone' | undefined> {
  try {
    const handle = await ops.open(path, 'read');
    try {
      const buffer = new Uint8Array(4096);
      const read = await handle.read(buffer, 0);
      const parsed = ownerSchema.safeParse(JSON.parse(new TextDecoder().decode(buffer.subarray(0, read))));
      return parsed.success ? parsed.data : undefined;
    } finally {
      await handle.close();
    }
  } catch (error) {
    // A lock file gets its name when it is whole: one that is not was torn by a power cut, and its owner with it.
    if (error instanceof SyntaxError) return 'gone';
    if (isSystemError(error) && error.code === 'ENOENT') return 'gone';
    throw error;
  }
}

function holdLock(ops: FileOps, path: string): Lock {
  let released = false;
  const timer = setInterval(() => void refresh(ops, path).catch(() => clearInterval(timer)), refreshMs);
  timer.unref();
  return {
    assertHeld: async () => {
      if (!(await lstatIfThere(ops, path))) throw new LockLostError(path);
    },
    release: async () => {
      if (released) return;
      released = true;
      clearInterval(timer);
      await unlinkIfThere(ops, path);
    },
  };
}

async function refresh(ops: FileOps, path: string): Promise<void> {
  const handle = await ops.open(path, 'read');
  try {
    await handle.setModified(Date.now());
  } finally {
    await handle.close();
  }
}
