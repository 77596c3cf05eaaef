import type { Readable } from 'node:stream';

/** One entry of an archive, as the archive describes it: nothing of it is to be trusted. */
export interface ArchiveEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Why its content cannot be had. */
  readonly problem?: string;
  /** CRC-32 of the content, where the archive tells it. */
  readonly crc?: number;
  /** Bytes of the archive up to here. */
  readonly position: number;
  /** The content; to be read, or not asked for, before the next entry is. */
  readonly open: () => Promise<AsyncIterable<Uint8Array>>;
}

/** Streams of npm packages are async iterables of bytes, whatever their own types say. */
export function bytesOf(stream: Readable): AsyncIterable<Uint8Array> {
  return stream as AsyncIterable<Uint8Array>;
}
