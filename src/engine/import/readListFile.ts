import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { errorReason, UserError } from '../errors';
import { readUrlList, type UrlList } from './readUrlList';

const mostBytes = 500e6;

/** Reads a file with addresses. Throws `UserError` that names it and says what is wrong. */
export async function readListFile(list: string): Promise<UrlList> {
  let bytes: Uint8Array;
  try {
    const found = await stat(list);
    if (!found.isFile()) throw new UserError(`${list} is not a file.`);
    if (found.size > mostBytes) throw new UserError(`${list} is larger than 500 MB. Divide it into several.`);
    bytes = await readFile(list);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${list} cannot be read: ${errorReason(error)}.`);
  }
  return readUrlList(bytes, basename(list));
}
