import { randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { errorReason, isSystemError, UserError } from '../errors';
import { formatCsv } from './csv';
import type { ImageRecord } from './imageRecords';

type Column = keyof ImageRecord;
const texts = ['path', 'hash', 'given', 'decision', 'new_label', 'file', 'as', 'subset', 'predicted'] as const;
const numbers = ['confidence', 'p_given', 'margin', 'loss'] as const;
const columns: readonly Column[] = [...texts, ...numbers, 'suspicious', 'when'];

/** Writes batches of records; `end` completes the file. */
interface RecordWriter {
  add(records: readonly ImageRecord[]): Promise<void>;
  end(): Promise<void>;
}

const writers: Readonly<Record<string, (file: FileHandle) => RecordWriter>> = {
  '.csv': csvWriter,
  '.jsonl': jsonLinesWriter,
  '.parquet': parquetWriter,
};

/**
 * Writes the table of all images in the format that the file's ending names (.csv, .jsonl, .parquet), so that at any
 * moment its old or its new content is there, whole. Resolves to the number of images. Throws `UserError`.
 */
export async function writeImageTable(path: string, records: AsyncIterable<readonly ImageRecord[]>): Promise<number> {
  const writer = writers[extname(path).toLowerCase()];
  if (!writer) throw new UserError(`${basename(path)}: name the table .csv, .jsonl or .parquet.`);
  const draft = `${path}.${randomBytes(4).toString('hex')}.part`;
  let written = 0;
  try {
    const file = await open(draft, 'wx');
    try {
      const target = writer(file);
      for await (const batch of records) {
        await target.add(batch);
        written += batch.length;
      }
      await target.end();
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    if (!isSystemError(error)) throw error;
    throw new UserError(`${path} cannot be written: ${errorReason(error)}.`, { cause: error });
  }
  return written;
}

function csvWriter(file: FileHandle): RecordWriter {
  let header: string[][] = [[...columns]];
  const write = async (records: readonly ImageRecord[]): Promise<void> => {
    await file.writeFile(
      formatCsv([...header, ...records.map((record) => columns.map((name) => cellOf(record[name])))]),
    );
    header = [];
  };
  return { add: write, end: () => (header.length > 0 ? write([]) : Promise.resolve()) };
}

function cellOf(value: ImageRecord[Column]): string {
  if (value === null) return '';
  return value instanceof Date ? value.toISOString() : String(value);
}

function jsonLinesWriter(file: FileHandle): RecordWriter {
  return {
    add: (records) => file.writeFile(records.map((record) => `${JSON.stringify(record)}\n`).join('')),
    end: () => Promise.resolve(),
  };
}

const schema: SchemaElement[] = [
  { name: 'root', num_children: columns.length },
  ...texts.map((name): SchemaElement => ({
    ...{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  })),
  ...numbers.map((name): SchemaElement => ({ name, type: 'DOUBLE', repetition_type: 'OPTIONAL' })),
  { name: 'suspicious', type: 'BOOLEAN', repetition_type: 'OPTIONAL' },
  { name: 'when', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'OPTIONAL' },
];

/** Rows of a group: few groups read faster, and this many take little memory. */
const groupRows = 20_000;

function parquetWriter(file: FileHandle): RecordWriter {
  const bytes = new ByteWriter(1 << 20);
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: 'winnow' });
  let waiting: ImageRecord[] = [];
  const flush = async (): Promise<void> => {
    const columnData = columns.map((name) => ({ name, data: waiting.map((record) => record[name]) }));
    await writer.write({ columnData, rowGroupSize: Math.max(1, waiting.length) });
    waiting = [];
    await file.writeFile(bytes.getBytes());
    bytes.index = 0;
  };
  return {
    add: async (records) => {
      waiting.push(...records);
      if (waiting.length >= groupRows) await flush();
    },
    end: async () => {
      if (waiting.length > 0) await flush();
      await writer.finish();
      await file.writeFile(bytes.getBytes());
    },
  };
}
