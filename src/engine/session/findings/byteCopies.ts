import { toNamed } from '../../../core/pathFrame';
import { byteGroups, type ByteFile, type ByteOptions } from '../../findings/duplicates/byteGroups';
import { HashThreads } from '../../findings/duplicates/hashThreads';
import { protectedIn } from '../../findings/duplicates/keepRule';
import type { Engine } from '../../engine';
import { duplicateFacts } from '../reading/indexedImages';
import type { JobCall } from '../../jobs/progress';
import type { FileStat } from '../../store/cache';
import { DatasetSession } from '../datasetSession';
import type { NamedGroup } from './namedFindings';

interface ByteCopies {
  readonly groups: NamedGroup[];
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  readonly compared?: { readonly images: number; readonly with: number };
}

/** Threads that read: they wait for the disk more than they compute. */
const readersAtLeast = 4;

/**
 * Works with threads that read files, and ends them. Where nothing was read before they start at once, while the files
 * are listed: all will be read then.
 */
export async function withByteReaders<T>(engine: Engine, work: (readers: HashThreads) => Promise<T>): Promise<T> {
  const readers = new HashThreads(engine.program('hashThread'), Math.max(readersAtLeast, engine.threads));
  try {
    if (!engine.cache().knowsFiles) readers.start();
    return await work(readers);
  } finally {
    await readers.dispose();
  }
}

/** Copies of the same bytes, straight from the disk: no index, no decoding; unchanged files are read once ever. */
export async function byteCopies(
  engine: Engine,
  session: DatasetSession,
  readers: HashThreads,
  call: JobCall,
): Promise<ByteCopies> {
  const files = filesOf(session, () => true);
  const { groups, failed, contents } = await byteGroups(files, {
    ...optionsOf(engine, readers, call),
    rule: session.findings.settings.keepRule,
  });
  return {
    groups: groups.flatMap((group) => {
      const images = group.images.map(({ row, keep }) => ({ path: files[row].named, keep }));
      const hash = contents.get(group);
      const isDismissed =
        hash !== undefined &&
        session.findings.isDismissed(
          'bytes',
          images.map(() => hash),
        );
      const { kind, crossSubset, crossLabel } = group;
      return [{ kind, images, crossSubset, crossLabel, ...(isDismissed && { dismissed: true }) }];
    }),
    failed: named(files, failed),
  };
}

/** Files of a dataset that have a copy of the same bytes in another folder, which is not compared with itself. */
export async function byteCopiesAgainst(
  engine: Engine,
  session: DatasetSession,
  folder: string,
  readers: HashThreads,
  call: JobCall,
): Promise<ByteCopies> {
  const other = await DatasetSession.open(engine, folder, { readOnly: true, note: () => undefined, ...call });
  try {
    const own = filesOf(session, () => true);
    const taken = new Set(own.map(({ path }) => path));
    const reference = filesOf(other, (path) => !taken.has(path));
    const files = [...own, ...reference];
    const isOwn = (row: number): boolean => row < own.length;
    const { groups, failed } = await byteGroups(files, {
      ...optionsOf(engine, readers, call),
      rule: session.findings.settings.keepRule,
      isWanted: (rows) => rows.some(isOwn) && !rows.every(isOwn),
    });
    return {
      groups: groups.map(({ kind, images, crossLabel }) => {
        const rows = images.map(({ row }) => row).sort((a, b) => a - b);
        return {
          kind,
          images: rows.map((row) => ({
            path: files[row].named,
            keep: !isOwn(row) || (files[row].isProtected ?? false),
            ...(!isOwn(row) && { reference: true }),
          })),
          crossSubset: false,
          crossLabel,
        };
      }),
      failed: named(files, failed),
      compared: { images: own.length, with: reference.length },
    };
  } finally {
    await other.close();
  }
}

interface NamedFile extends ByteFile {
  /** The path as the person knows it; `path` is absolute. */
  readonly named: string;
}

function filesOf({ table, frame, root, findings }: DatasetSession, includes: (path: string) => boolean): NamedFile[] {
  const isProtected = protectedIn(findings.settings.protect);
  return table.files.flatMap((file, row) => {
    const name = toNamed(frame, file.path);
    const path = `${root}/${file.path}`;
    if (name === undefined || table.status[row] === 'missing' || !includes(path)) return [];
    const { device, inode } = file;
    return [{ ...duplicateFacts(table, row), isProtected: isProtected(file.path), path, named: name, device, inode }];
  });
}

function optionsOf(engine: Engine, readers: HashThreads, { signal }: JobCall): Omit<ByteOptions, 'rule'> {
  const cache = engine.cache();
  const { knowsFiles } = cache;
  return {
    root: '',
    readers,
    signal,
    known: {
      get: (file) => (knowsFiles ? cache.fileDigests(statOf(file)) : undefined),
      put: (file, digests) => cache.putFileDigests(statOf(file), digests),
    },
  };
}

function statOf({ device, inode, bytes, modifiedMs }: ByteFile): FileStat {
  return { device, inode, size: bytes, modifiedMs };
}

function named(files: readonly NamedFile[], failed: ByteCopies['failed']): ByteCopies['failed'] {
  if (failed.length === 0) return failed;
  const names = new Map(files.map(({ path, named: name }) => [path, name]));
  return failed.map(({ path, reason }) => ({ path: names.get(path) ?? path, reason }));
}
