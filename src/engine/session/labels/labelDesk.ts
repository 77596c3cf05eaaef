import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { labelsLeftInWords } from '../../../core/labels/labelsLeft';
import { isOtherTable, mayBeLabelTable, tableRank } from '../../../core/labels/tableNames';
import { placeOf, type Layout, type LayoutKind, type TableLabel } from '../../../core/layout';
import { nameOf, parentOf } from '../../../core/relativePath';
import { SidecarIndex } from '../../../core/sidecars';
import { looksLikeImage, type Scan, type ScannedFile } from '../../dataset/scan';
import type { LabelChoice } from '../../../protocol/labelChoice';
import { UserError } from '../../errors';
import { pathBelow } from '../../pathBelow';
import { TextPacker } from '../../findings/packedText';
import { askToRead, askToRewrite } from '../../labels/askLabels';
import {
  subsetNames,
  type ImageAdd,
  type ImageEdit,
  type LabelImages,
  type LabelsRead,
  type TablesRewritten,
} from '../../labels/messages';
import { mostTableBytes } from '../../labels/tableText';

interface LabelParts {
  readonly root: string;
  readonly program: string;
  /** What a person settled for this opening; undefined: what is remembered counts. */
  readonly asked: LayoutKind | undefined;
  /** The table that was named for this opening. */
  readonly named: LabelChoice;
  remembered(): { readonly layout?: LayoutKind; readonly labels?: LabelChoice };
  note(text: string): void;
}

/** Tables that are looked at: enough for one list of each of many classes. */
const mostTables = 1000;

/** Labels that stand in tables or image lists: which tables they are, what they say, and their new contents. */
export class LabelDesk {
  private last: { readonly key: string; readonly read: LabelsRead; readonly labels: Layout['labels'] } | undefined;
  /** The images that the tables were read for: their paths below the root. */
  private paths: readonly string[] = [];
  private subsets: LabelImages['subsets'] = [];
  private said: string | undefined;

  constructor(private readonly parts: LabelParts) {}

  /** Tables in use, below the root. */
  get tables(): LabelsRead['tables'] {
    return this.last?.read.tables ?? [];
  }

  /**
   * The layout with the labels of tables, where a person said that they stand there, or where folders show no classes
   * and a table labels most of the images; else as it is. Throws `UserError` where this opening asked for tables and
   * there are none.
   */
  async understand(scan: Scan, layout: Layout, signal: AbortSignal): Promise<Layout> {
    const wanted = this.asked ?? this.parts.remembered().layout;
    const isWanted = wanted === 'table';
    if (wanted !== undefined && !isWanted) return layout;
    if (!isWanted && hasClasses(scan.files, layout)) return layout;
    const { choice } = this;
    const images = scan.files.filter(({ path }) => looksLikeImage(nameOf(path)));
    const candidates = tablesOf(scan.files, images).filter((path) => isWanted || !isOtherTable(nameOf(path.path)));
    const key = keyOf(images, candidates, { isWanted, choice, subsets: [...layout.subsets] });
    if (this.last?.key !== key) {
      const read = candidates.length === 0 ? undefined : await this.read(images, candidates, layout, isWanted, signal);
      this.last = read && { key, read, labels: labelsOf(read, images) };
    }
    const { last } = this;
    this.tell(last?.read, isWanted);
    return !last || last.read.tables.length === 0
      ? layout
      : { ...layout, kind: 'table', labels: last.labels, tables: last.read.tables };
  }

  /** Files of the dataset that may be tables, for a person to choose from; the likeliest first. */
  candidates(files: readonly ScannedFile[]): string[] {
    const images = files.filter(({ path }) => looksLikeImage(nameOf(path)));
    return tablesOf(files, images).map(({ path }) => path);
  }

  private get asked(): LayoutKind | undefined {
    const { asked, named } = this.parts;
    return named.table === undefined && named.column === undefined ? asked : 'table';
  }

  private get choice(): LabelChoice {
    const { named, root, remembered } = this.parts;
    if (this.asked !== 'table' || (named.table === undefined && named.column === undefined))
      return remembered().labels ?? {};
    if (named.table === undefined) return named;
    const table = pathBelow(root, resolve(root, named.table));
    if (table === undefined)
      throw new UserError(`${named.table} lies outside the dataset ${root}. A table of labels stands in it.`);
    return { ...named, table };
  }

  /** Writes new contents of the tables into the folder `staging`. `also`: paths that rows name beside the files listed. */
  async rewrite(
    edits: readonly ImageEdit[],
    adds: readonly ImageAdd[],
    staging: string,
    signal: AbortSignal,
    also: readonly string[] = [],
  ): Promise<TablesRewritten> {
    if (this.tables.length === 0) return { tables: [], skipped: [] };
    const { column } = this.choice;
    const tables = this.tables.map(({ path, content }) => ({ path, content }));
    const images = this.imagesAnd(also);
    return askToRewrite(
      this.parts.program,
      { kind: 'rewrite', ...images, tables, column, edits, adds, staging },
      signal,
    );
  }

  private imagesAnd(also: readonly string[]): LabelImages {
    return { root: this.parts.root, paths: pack([...this.paths, ...also]), subsets: this.subsets };
  }

  private read(
    images: readonly ScannedFile[],
    candidates: readonly ScannedFile[],
    layout: Layout,
    wanted: boolean,
    signal: AbortSignal,
  ): Promise<LabelsRead> {
    this.paths = images.map(({ path }) => path);
    this.subsets = [...layout.subsets];
    const { choice } = this;
    const named = { candidates: candidates.map(({ path }) => path), wanted, choice };
    return askToRead(this.parts.program, { kind: 'read', ...this.imagesAnd([]), ...named }, signal);
  }

  /** Says once what is unusual about the tables. */
  private tell(read: LabelsRead | undefined, isWanted: boolean): void {
    const tables = read?.tables ?? [];
    if (isWanted && tables.length === 0) {
      const reasons = (read?.refused ?? [])
        .slice(0, 10)
        .map(({ path, reason }) => `${path}: ${reason.replace(/\.$/, '')}`);
      const why = reasons.length > 0 ? reasons.join('; ') : 'there is no CSV, JSON, JSON Lines or text file in it';
      const text = `No table labels the images of ${this.parts.root}: ${why}.`;
      if (this.asked === 'table') throw new UserError(text);
      this.say(`${text} Labels are taken from folders. Choose the layout anew, or name the table.`);
      return;
    }
    if (!read || tables.length === 0) return;
    const encodings = tables.flatMap(({ path, encoding }) => (encoding ? [`${path} was read as ${encoding}.`] : []));
    const left = labelsLeftInWords(read.left);
    const text = [...encodings, ...(left === undefined ? [] : [`Labels: ${left}`])].join(' ');
    if (text !== '') this.say(text);
  }

  private say(text: string): void {
    if (this.said === text) return;
    this.said = text;
    this.parts.note(text);
  }
}

function hasClasses(files: readonly ScannedFile[], layout: Layout): boolean {
  const labels = new Set<string>();
  for (const { path } of files) {
    const label = looksLikeImage(nameOf(path)) ? placeOf(path, layout).label : undefined;
    if (label !== undefined) labels.add(label);
    if (labels.size > 1) return true;
  }
  return false;
}

/** Files that may be tables, the likeliest first; captions and boxes beside an image are none. */
function tablesOf(files: readonly ScannedFile[], images: readonly ScannedFile[]): ScannedFile[] {
  const candidates = files.filter(({ path, size }) => mayBeLabelTable(nameOf(path)) && size <= mostTableBytes);
  if (candidates.length === 0) return [];
  const folders = new Set(candidates.map(({ path }) => parentOf(path)));
  const namesOf = new Map<string, string[]>([...folders].map((folder) => [folder, []]));
  for (const { path } of [...images, ...candidates]) namesOf.get(parentOf(path))?.push(nameOf(path));
  const sidecars = new Set<string>();
  for (const [folder, names] of namesOf) {
    const index = new SidecarIndex(names);
    for (const name of names.filter(looksLikeImage))
      for (const sidecar of index.of(name, () => true).travel) sidecars.add(`${folder}/${sidecar}`);
  }
  return candidates
    .filter(({ path }) => !sidecars.has(`${parentOf(path)}/${nameOf(path)}`))
    .sort((a, b) => tableRank(a.path) - tableRank(b.path) || (a.path < b.path ? -1 : 1))
    .slice(0, mostTables);
}

function keyOf(images: readonly ScannedFile[], tables: readonly ScannedFile[], how: unknown): string {
  const hash = createHash('sha1');
  for (const { path } of images) hash.update(path).update('\0');
  const seen = tables.map(({ path, size, modifiedMs, inode }) => [path, size, modifiedMs, inode]);
  return JSON.stringify([hash.digest('hex'), seen, how]);
}

function pack(paths: readonly string[]): LabelImages['paths'] {
  const packer = new TextPacker();
  for (const path of paths) packer.add(path);
  return packer.pack();
}

function labelsOf({ names, labels, subsets }: LabelsRead, images: readonly ScannedFile[]): Map<string, TableLabel> {
  // Few different values for many images: they share them.
  const values = new Map<number, TableLabel>();
  const byPath = new Map<string, TableLabel>();
  images.forEach(({ path }, i) => {
    const code = (labels[i] + 1) * 4 + subsets[i];
    if (code === 0) return;
    let value = values.get(code);
    if (!value) {
      value = { label: labels[i] < 0 ? undefined : names[labels[i]], subset: subsetNames[subsets[i] - 1] };
      values.set(code, value);
    }
    byPath.set(path, value);
  });
  return byPath;
}
