import { spawnSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isSystemError } from '../../src/engine/errors';

const block = Buffer.alloc(4096, 0x5a);

/** A file system in memory that can be filled to its last block. */
export class SmallDisk {
  private constructor(readonly path: string) {}

  /** Undefined where mounting is not allowed; the folder is made in any case. */
  static mount(path: string, megabytes: number): SmallDisk | undefined {
    mkdirSync(path);
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
    return status === 0 ? new SmallDisk(path) : undefined;
  }

  fill(): void {
    const file = openSync(this.filler, 'w');
    try {
      for (;;) writeSync(file, block);
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'ENOSPC') throw error;
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  empty(): void {
    rmSync(this.filler, { force: true });
  }

  unmount(): void {
    spawnSync('umount', ['-l', this.path]);
  }

  private get filler(): string {
    return join(this.path, 'filler.bin');
  }
}
