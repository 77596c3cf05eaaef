import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskOps } from '../../../src/engine/changes/files/fileOps';
import { acquireLock, LockedError, LockLostError } from '../../../src/engine/changes/recovery/lock';
import { livenessOf, thisProcess } from '../../../src/engine/changes/recovery/processIdentity';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function writeLock(owner: object): string {
  const path = join(folder, 'lock-1-abc.json');
  writeFileSync(path, JSON.stringify(owner));
  return path;
}

describe('the lock', () => {
  it('is held by one at a time and released', async () => {
    const lock = await acquireLock(diskOps, folder);
    await expect(acquireLock(diskOps, folder)).rejects.toThrow(LockedError);
    await lock.assertHeld();
    await lock.release();
    await (await acquireLock(diskOps, folder)).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('lets those that wait in one after another, never two', async () => {
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        const lock = await acquireLock(diskOps, folder, { waitMs: 20_000 });
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 3));
        inside--;
        await lock.release();
      }),
    );
    expect(most).toBe(1);
  });

  it('survives a dead owner, also when its number belongs to another process now', async () => {
    const self = await thisProcess();
    const child = spawn(process.execPath, ['-e', '']);
    const pid = child.pid!;
    await new Promise((resolve) => child.on('exit', resolve));
    writeLock({ ...self, pid });
    await (await acquireLock(diskOps, folder)).release();
    writeLock({ ...self, started: '1' });
    const reused = process.platform === 'win32' ? 'alive' : 'dead';
    expect(await livenessOf({ ...self, started: '1' })).toBe(reused);
    if (reused === 'dead') await (await acquireLock(diskOps, folder)).release();
  });

  it('waits for an owner on another machine as long as it gives signs of life', async () => {
    const path = writeLock({ pid: 1, started: 'x', machine: 'elsewhere' });
    await expect(acquireLock(diskOps, folder)).rejects.toThrow(/process 1 on elsewhere/);
    const old = Date.now() / 1000 - 120;
    utimesSync(path, old, old);
    await (await acquireLock(diskOps, folder)).release();
  });

  it('ignores a file that a power cut left torn, and notices when its own is taken away', async () => {
    writeFileSync(join(folder, 'lock-1-abc.json'), '{"pid":');
    const lock = await acquireLock(diskOps, folder);
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    await expect(lock.assertHeld()).rejects.toThrow(LockLostError);
    await lock.release();
  });
});
