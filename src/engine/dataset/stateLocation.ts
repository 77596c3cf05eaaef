import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureFolder, lstatIfThere } from '../changes/files/directories';
import { diskOps } from '../changes/files/fileOps';
import { errorReason, isSystemError } from '../errors';

/** Folder beside a dataset that holds the state of it and its siblings. */
export const winnowFolder = '.winnow';

/** Where state goes that cannot lie beside its dataset: XDG_STATE_HOME or the platform's equivalent. */
export function userStateFolder(env: NodeJS.ProcessEnv = process.env): string {
  const { XDG_STATE_HOME: xdg, LOCALAPPDATA: local } = env;
  if (xdg?.startsWith('/')) return join(xdg, 'winnow');
  if (process.platform === 'win32') return join(local ?? join(homedir(), 'AppData', 'Local'), 'winnow', 'state');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'winnow');
  return join(homedir(), '.local', 'state', 'winnow');
}

const imageName = /\.(jpe?g|jfif|jpe|png|webp|gif|bmp|tiff?|avif|heic|heif)$/i;
/** Folders looked at beside a dataset, and names in each: enough to see a class tree, never a long wait. */
const mostSiblings = 100;
const mostNames = 1000;

/**
 * Why the state must not lie beside the dataset, or undefined when it can: the folder above is read by somebody as
 * images (it holds some, or folders of some beside this one, so that a trainer would take `.winnow` for a class),
 * it cannot be written, or it lies on another file system, where moves would be copies.
 */
export async function whyNotBeside(root: string): Promise<string | undefined> {
  const parent = dirname(root);
  if (parent === root) return 'it is the root of a file system';
  const winnow = await lstatIfThere(diskOps, join(parent, winnowFolder));
  if (winnow && winnow.kind !== 'folder') return `${join(parent, winnowFolder)} is not a folder`;
  if (await isReadAsImages(parent, root)) return 'the folder above it holds images, too';
  return probeRename(root, join(parent, winnowFolder));
}

async function isReadAsImages(parent: string, root: string): Promise<boolean> {
  let entries;
  try {
    entries = await readdir(parent, { withFileTypes: true });
  } catch (error) {
    if (isSystemError(error)) return false; // Whether it can be written is found out by trying.
    throw error;
  }
  if (entries.some((entry) => entry.isFile() && imageName.test(entry.name))) return true;
  const siblings = entries.filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.') && join(parent, entry.name) !== root,
  );
  // A root whose images lie directly in it may itself be a class among its siblings.
  if (!(await holdsImages(root))) return false;
  for (const sibling of siblings.slice(0, mostSiblings)) if (await holdsImages(join(parent, sibling.name))) return true;
  return false;
}

async function holdsImages(folder: string): Promise<boolean> {
  try {
    const names = await readdir(folder);
    return names.slice(0, mostNames).some((name) => imageName.test(name));
  } catch (error) {
    if (isSystemError(error)) return false; // What cannot be read is not read as a class either.
    throw error;
  }
}

/** Tries what every apply will do: renames a file from the dataset into the state folder. Leaves nothing behind. */
async function probeRename(root: string, folder: string): Promise<string | undefined> {
  const name = `.winnow-probe-${randomBytes(6).toString('hex')}`;
  const existed = (await lstatIfThere(diskOps, folder)) !== undefined;
  let probe: string | undefined;
  try {
    const inside = join(root, name);
    await (await diskOps.open(inside, 'create', 0o600)).close();
    probe = inside;
    await ensureFolder(diskOps, folder);
    const moved = join(folder, name);
    await diskOps.rename(inside, moved);
    probe = moved;
    return undefined;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'EXDEV') return 'the folder above it lies on another file system';
    return `it or the folder above it cannot be written (${errorReason(error)})`;
  } finally {
    if (probe !== undefined) await diskOps.unlink(probe);
    if (!existed && (await isEmpty(folder))) await diskOps.rmdir(folder);
  }
}

async function isEmpty(folder: string): Promise<boolean> {
  return (await lstatIfThere(diskOps, folder))?.kind === 'folder' && (await diskOps.readdir(folder)).length === 0;
}
