import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const manifest = z.object({ version: z.string() });

/** Winnow's own version, of the manifest beside the folder of its programs. */
export async function programVersion(programs: string): Promise<string> {
  return manifest.parse(JSON.parse(await readFile(join(programs, '..', 'package.json'), 'utf8'))).version;
}
