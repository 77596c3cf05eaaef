import { appendFile, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseIfJson } from '../../core/parseIfJson';
import { ifThere } from '../errors';

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

/** What was imported before; the last line of a program that was killed may be torn. */
export async function readImportLog(path: string): Promise<ImportRecord[]> {
  const text = (await ifThere(readFile(path, 'utf8'))) ?? '';
  return text.split('\n').flatMap((line) => {
    const record = importRecord.safeParse(parseIfJson(line));
    return record.success ? [record.data] : [];
  });
}

/** A line of its own, whatever stands at the end of the file. */
export async function noteImport(path: string, record: ImportRecord): Promise<void> {
  await appendFile(path, `\n${JSON.stringify(record)}\n`);
}
