import { createReadStream } from 'node:fs';
import { appendFile, stat } from 'node:fs/promises';
import * as z from 'zod';
import { parseIfJson } from '../../core/parseIfJson';
import { ifThere } from '../errors';

/** Winnow's own folder beside what it imported; no scan enters it. */
export const importFolder = '.winnow-import';
const logName = 'provenance.jsonl';
/** More characters than a line of ours can have: an address that a server would take and two paths. */
const longestLine = 64 * 1024;

/** Where an image came from. */
const importRecord = z.object({
  url: z.string(),
  /** Below the folder; of a copy, the file that was there already. */
  path: z.string(),
  isCopy: z.boolean().optional(),
  label: z.string().optional(),
  term: z.string().optional(),
  host: z.string(),
  /** Of the file, hex. */
  sha256: z.string(),
  /** Of the decoded pixels. */
  digest: z.string(),
  bytes: z.int(),
  when: z.string(),
});
export type ImportRecord = z.infer<typeof importRecord>;

/** Where the log of what was imported into a folder stands. */
export function importLogOf(folder: string): string {
  return `${folder}/${importFolder}/${logName}`;
}

/**
 * What was imported before, line by line; nothing where there is no such log. What is no record is passed over: the last
 * line of a program that was killed may be torn.
 */
export async function* importRecords(path: string): AsyncGenerator<ImportRecord> {
  const there = await ifThere(stat(path));
  if (!there?.isFile()) return;
  let rest = '';
  const recordIn = (line: string): ImportRecord[] => {
    const record = importRecord.safeParse(parseIfJson(line));
    return record.success ? [record.data] : [];
  };
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) rest = '!'; // Whatever follows it on that line is no JSON any more.
    for (const line of lines) yield* recordIn(line);
  }
  yield* recordIn(rest);
}

/** A line of its own, whatever stands at the end of the file. */
export async function noteImport(path: string, record: ImportRecord): Promise<void> {
  await appendFile(path, `\n${JSON.stringify(record)}\n`);
}
