import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { syncFolder } from '../changes/files/directories';
import { diskOps } from '../changes/files/fileOps';
import { isSystemError } from '../errors';

/** `dataset.json` in a state folder: which dataset the state belongs to. */
const identitySchema = z.object({
  version: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{8,32}$/),
  name: z.string(),
  /** Absolute path of the root when it was last opened. */
  path: z.string(),
  /** Of the root, as decimal text (64 bits); they find a root that was renamed. */
  device: z.string(),
  inode: z.string(),
  /** When the root was made, nanoseconds as decimal text: inode numbers are given again, birth times are not. */
  born: z.string().optional(),
  created: z.string(),
});
export type DatasetIdentity = z.infer<typeof identitySchema>;

const identityFile = 'dataset.json';

/** What a folder is, to compare with what a state folder says. */
export interface RootFacts {
  /** Real path. */
  readonly path: string;
  readonly device: string;
  readonly inode: string;
  /** '0' where the file system does not know. */
  readonly born: string;
}

export async function rootFacts(root: string): Promise<RootFacts> {
  const path = await diskOps.realpath(root);
  const { dev, ino, birthtimeNs } = await stat(path, { bigint: true });
  return { path, device: String(dev), inode: String(ino), born: String(birthtimeNs) };
}

/** True when a folder is the one that an identity was written for, wherever it stands now. */
export function isSameFolder(identity: DatasetIdentity, { device, inode, born }: RootFacts): boolean {
  return identity.device === device && identity.inode === inode && (identity.born ?? born) === born;
}

export function newIdentity(facts: RootFacts): DatasetIdentity {
  const id = randomBytes(4).toString('hex');
  return { version: 1, id, name: basename(facts.path), ...facts, created: new Date().toISOString() };
}

/** The identity in a state folder; undefined where there is none that can be read. */
export async function readIdentity(stateFolder: string): Promise<DatasetIdentity | undefined> {
  try {
    const handle = await diskOps.open(join(stateFolder, identityFile), 'read');
    try {
      const buffer = new Uint8Array(64 * 1024);
      const read = await handle.read(buffer, 0);
      return identitySchema.safeParse(JSON.parse(new TextDecoder().decode(buffer.subarray(0, read)))).data;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof SyntaxError || isSystemError(error)) return undefined;
    throw error;
  }
}

/** Writes the identity so that a crash leaves the old or the new one. */
export async function writeIdentity(stateFolder: string, identity: DatasetIdentity): Promise<void> {
  await replaceFile(join(stateFolder, identityFile), `${JSON.stringify(identity, undefined, 2)}\n`);
  await syncFolder(diskOps, stateFolder);
}

export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(4).toString('hex')}`;
  const handle = await diskOps.open(draft, 'create');
  try {
    await handle.write(new TextEncoder().encode(text));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await diskOps.rename(draft, path);
}
