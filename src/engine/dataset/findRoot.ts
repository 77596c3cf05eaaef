import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { splitName } from '../../core/freeName';
import { isLabelTableName } from '../../core/labels/tableNames';
import { subsetOf } from '../../core/layout';
import { ifReadable, refused } from '../errors';
import { looksLikeImage } from './scan';

interface Level {
  readonly folders: string[];
  readonly images: boolean;
  /** Names of the files. */
  readonly files: readonly string[];
}

/**
 * The dataset's root for a folder that a person points at: descends through single-child folders, never past a subset
 * name, and not into a folder that holds images itself (that one is a class). Throws `UserError` when it cannot be read.
 */
export async function findRoot(folder: string): Promise<string> {
  let root = folder;
  let level = await look(root).catch(refused(`The folder ${folder} cannot be opened`));
  while (!level.images && level.folders.length === 1 && !subsetOf(level.folders[0])) {
    const below = join(root, level.folders[0]);
    const next = await ifReadable(look(below));
    if (!next || next.images || next.folders.length === 0) break;
    root = below;
    level = next;
  }
  return root;
}

/**
 * True for a folder that holds images, no folders and no table of labels: one class of a dataset, or a pile; only its
 * owner knows.
 */
export async function isBare(folder: string): Promise<boolean> {
  const { folders, images, files } = await look(folder);
  return images && folders.length === 0 && !hasLabelTable(files);
}

/** A table of labels, by its name, that is no note on one of the images. */
function hasLabelTable(files: readonly string[]): boolean {
  const tables = files.filter(isLabelTableName);
  if (tables.length === 0) return false;
  const shown = new Set(files.filter(looksLikeImage).map((name) => splitName(name).stem));
  return tables.some((name) => !shown.has(splitName(name).stem));
}

/** More folders than this beside another are not looked into. */
const mostBeside = 200;

/** Folders with images beside `folder`, which may be the classes that its images belong to; undefined without two. */
export async function classesBeside(folder: string): Promise<{ root: string; classes: string[] } | undefined> {
  const root = dirname(folder);
  const beside = await ifReadable(look(root));
  if (!beside || root === folder || beside.folders.length > mostBeside) return undefined;
  const classes: string[] = [];
  for (const name of beside.folders.filter((one) => one !== basename(folder)).sort())
    if ((await ifReadable(look(join(root, name))))?.images) classes.push(name);
  return classes.length >= 2 ? { root, classes } : undefined;
}

async function look(folder: string): Promise<Level> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map(({ name }) => name);
  return {
    folders: entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name),
    images: files.some(looksLikeImage),
    files,
  };
}
