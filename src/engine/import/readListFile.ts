import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError, refused } from '../errors';
import { readUrlList, type UrlList } from './readUrlList';

const mostBytes = 500e6;

/** Reads a file with addresses. Throws `UserError` that names it and says what is wrong. */
export async function readListFile(list: string): Promise<UrlList> {
  const unread = refused(`${list} cannot be read`);
  const found = await stat(list).catch(unread);
  if (!found.isFile()) throw new UserError(`${list} is not a file.`);
  if (found.size > mostBytes) throw new UserError(`${list} is larger than 500 MB. Divide it into several.`);
  return readUrlList(await readFile(list).catch(unread), basename(list));
}
