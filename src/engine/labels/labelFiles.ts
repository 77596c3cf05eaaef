import { basename, join } from 'node:path';
import type { LabelTable } from '../../core/labels/labelTable';
import { LabelPaths } from '../../core/labels/labelPaths';
import { readLabelTable } from '../../core/labels/readLabelTable';
import { tableSubset } from '../../core/labels/tableNames';
import { splitName } from '../../core/freeName';
import type { SubsetName } from '../../core/layout';
import { nameOf, parentOf } from '../../core/relativePath';
import { unpackTexts } from '../findings/packedText';
import type { LabelImages } from './messages';
import { readTableText, type TableText } from './tableText';

/** A table of labels that was read and understood. */
export interface LabelFile extends TableText {
  /** Below the root. */
  readonly path: string;
  readonly folder: string;
  /** What its name says. */
  readonly subset: SubsetName | undefined;
  readonly table: LabelTable;
}

export function labelPaths({ root, paths, subsets }: LabelImages): LabelPaths {
  return new LabelPaths(root, unpackTexts(paths), new Map(subsets));
}

/** Reads and understands a table; returns the reason where it is none. Throws `UserError` where it cannot be read. */
export async function openLabelFile(
  root: string,
  path: string,
  images: LabelPaths,
  column: string | undefined,
  absolute = join(root, ...path.split('/')),
): Promise<LabelFile | string> {
  const text = await readTableText(absolute, basename(path));
  const folder = parentOf(path);
  const subset = tableSubset(path);
  const isImage = (written: string): boolean => typeof images.find(written, folder, subset) === 'number';
  const table = readLabelTable(text.text, splitName(nameOf(path)).stem, isImage, column);
  return typeof table === 'string' ? table : { ...text, path, folder, subset, table };
}
