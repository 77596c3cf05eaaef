import { constants, type BigIntStats } from 'node:fs';
import * as fs from 'node:fs/promises';

export type FileKind = 'file' | 'folder' | 'link' | 'other';

export interface FileStat {
  readonly kind: FileKind;
  readonly device: bigint;
  readonly inode: bigint;
  readonly size: number;
  /** Milliseconds since 1970, with fraction. */
  readonly mtimeMs: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  /** Permission bits. */
  readonly mode: number;
}

/** 'create': for writing, fails where the name exists. 'append': creates where needed. */
export type OpenFlag = 'read' | 'create' | 'append';

export interface OpenFile {
  /** Reads into `buffer` from `position`; returns the bytes read, 0 at the end. */
  read(buffer: Uint8Array, position: number): Promise<number>;
  /** Writes all of `bytes` at the end, or throws with an unknown part of them written. */
  write(bytes: Uint8Array): Promise<void>;
  truncate(size: number): Promise<void>;
  /** Returns when data and size (a folder: its entries) are on the disk. */
  sync(): Promise<void>;
  stat(): Promise<FileStat>;
  setModified(mtimeMs: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Every way in which `engine/changes` and `engine/log` touch a disk, so that tests can record a trace, stop at each
 * step and rebuild what a power cut leaves. Each call is one system call; all throw errors with a `code` (ENOENT, …).
 */
export interface FileOps {
  open(path: string, flag: OpenFlag, mode?: number): Promise<OpenFile>;
  lstat(path: string): Promise<FileStat>;
  /** Follows links. */
  stat(path: string): Promise<FileStat>;
  realpath(path: string): Promise<string>;
  readdir(path: string): Promise<string[]>;
  readlink(path: string): Promise<string>;
  symlink(target: string, path: string): Promise<void>;
  /** Fails with EEXIST where `path` exists. */
  link(existing: string, path: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Replaces a file at `to`: callers make sure that there is none but their own. */
  rename(from: string, to: string): Promise<void>;
  mkdir(path: string): Promise<void>;
  rmdir(path: string): Promise<void>;
}

function fileStat(stat: BigIntStats): FileStat {
  return {
    kind: stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other',
    device: stat.dev,
    inode: stat.ino,
    size: Number(stat.size),
    mtimeMs: Number(stat.mtimeNs) / 1e6,
    mtimeNs: stat.mtimeNs,
    ctimeNs: stat.ctimeNs,
    mode: Number(stat.mode) & 0o7777,
  };
}

class DiskFile implements OpenFile {
  constructor(private readonly handle: fs.FileHandle) {}

  async read(buffer: Uint8Array, position: number): Promise<number> {
    return (await this.handle.read(buffer, 0, buffer.length, position)).bytesRead;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;)
      done += (await this.handle.write(bytes, done, bytes.length - done, null)).bytesWritten;
  }

  async truncate(size: number): Promise<void> {
    await this.handle.truncate(size);
  }

  async sync(): Promise<void> {
    await this.handle.sync();
  }

  async stat(): Promise<FileStat> {
    return fileStat(await this.handle.stat({ bigint: true }));
  }

  async setModified(mtimeMs: number): Promise<void> {
    await this.handle.utimes(mtimeMs / 1000, mtimeMs / 1000);
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

const openFlags: Readonly<Record<OpenFlag, number>> = {
  // Not blocking: opening a FIFO that somebody put in an image's place would hang a thread.
  read: constants.O_RDONLY | (constants.O_NONBLOCK ?? 0),
  create: constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
  append: constants.O_RDWR | constants.O_CREAT | constants.O_APPEND,
};

/** The real disk. */
export const diskOps: FileOps = {
  open: async (path, flag, mode = 0o666) => new DiskFile(await fs.open(path, openFlags[flag], mode)),
  lstat: async (path) => fileStat(await fs.lstat(path, { bigint: true })),
  stat: async (path) => fileStat(await fs.stat(path, { bigint: true })),
  realpath: (path) => fs.realpath(path),
  readdir: (path) => fs.readdir(path),
  readlink: (path) => fs.readlink(path),
  symlink: (target, path) => fs.symlink(target, path),
  link: (existing, path) => fs.link(existing, path),
  unlink: (path) => fs.unlink(path),
  rename: (from, to) => fs.rename(from, to),
  mkdir: (path) => fs.mkdir(path),
  rmdir: (path) => fs.rmdir(path),
};
