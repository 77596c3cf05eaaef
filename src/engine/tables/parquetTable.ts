import { open } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import {
  parquetMetadataAsync,
  parquetReadObjects,
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
} from 'hyparquet';
import { messageOf } from '../../core/messageOf';
import { UserError } from '../errors';
import type { TableRecord, TableSource } from './table';

/** What one column of one row group may take unpacked: a file can claim anything. */
const mostColumnBytes = 1 << 30;
const rowsAtOnce = 20_000;

const compressors: Compressors = {
  GZIP: (input) => gunzipSync(input, { maxOutputLength: mostColumnBytes }),
  BROTLI: (input) => brotliDecompressSync(input, { maxOutputLength: mostColumnBytes }),
};
const readable = new Set(['UNCOMPRESSED', 'SNAPPY', ...Object.keys(compressors)]);

/** Reads Parquet one row group after another; `wanted`: only these columns, where they are known already. */
export async function openParquet(path: string, name: string, wanted?: readonly string[]): Promise<TableSource> {
  const metadata = await withFile(path, async (file) => {
    try {
      return await parquetMetadataAsync(file);
    } catch (error) {
      throw broken(name, error);
    }
  });
  const columns = metadata.schema.length > 0 ? topColumns(metadata) : [];
  if (columns.length === 0 || metadata.num_rows === 0n) throw new UserError(`${name} is empty.`);
  check(metadata, name);
  const used = wanted === undefined ? columns : columns.filter((column) => wanted.includes(column));
  return { columns: used, rows: readRows(path, name, metadata, used), notes: [] };
}

async function* readRows(
  path: string,
  name: string,
  metadata: FileMetaData,
  columns: readonly string[],
): AsyncGenerator<readonly TableRecord[]> {
  let groupStart = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    for (let start = groupStart; start < groupStart + rows; start += rowsAtOnce) {
      const end = Math.min(start + rowsAtOnce, groupStart + rows);
      yield await withFile(path, (file) => readSlice(file, name, metadata, columns, start, end));
    }
    groupStart += rows;
  }
}

async function readSlice(
  file: AsyncBuffer,
  name: string,
  metadata: FileMetaData,
  columns: readonly string[],
  rowStart: number,
  rowEnd: number,
): Promise<TableRecord[]> {
  try {
    const objects = await parquetReadObjects({
      ...{ file, metadata, columns: [...columns], rowStart, rowEnd, compressors, useOffsetIndex: true },
    });
    return objects.map((object, i) => ({
      line: rowStart + i + 1,
      cells: columns.map((column): unknown => object[column]),
    }));
  } catch (error) {
    throw broken(name, error);
  }
}

function topColumns({ schema }: FileMetaData): string[] {
  const columns: string[] = [];
  let at = 1;
  const skip = (): void => {
    const children = schema[at++]?.num_children ?? 0;
    for (let i = 0; i < children; i++) skip();
  };
  for (let i = 0; i < (schema[0].num_children ?? 0) && at < schema.length; i++) {
    columns.push(schema[at].name);
    skip();
  }
  return columns;
}

function check({ row_groups: groups }: FileMetaData, name: string): void {
  for (const { columns } of groups)
    for (const { meta_data: about } of columns) {
      if (!about) continue;
      if (!readable.has(about.codec))
        throw new UserError(`${name} is compressed with ${about.codec}. Write it with snappy: compression='snappy'.`);
      if (about.total_uncompressed_size > BigInt(mostColumnBytes))
        throw new UserError(`${name} has a column of more than 1 GB in one row group. Write smaller row groups.`);
    }
}

function broken(name: string, error: unknown): UserError {
  const reason = messageOf(error).slice(0, 200);
  return new UserError(`${name} cannot be read as Parquet (${reason}). It may still be being written.`, {
    cause: error,
  });
}

/** Gives the file's bytes on demand while `read` runs. */
async function withFile<T>(path: string, read: (file: AsyncBuffer) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return await read({
      byteLength: size,
      slice: async (start, end = size) => {
        const length = Math.max(0, Math.min(end, size) - start);
        const bytes = new Uint8Array(length);
        await file.read(bytes, 0, length, start);
        return bytes.buffer;
      },
    });
  } finally {
    await file.close();
  }
}
