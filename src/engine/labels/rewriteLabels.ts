import { createHash } from 'node:crypto';
import { chmod, open, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { LabelPaths } from '../../core/labels/labelPaths';
import type { NewRow, RowEdit } from '../../core/labels/labelTable';
import { pathStyle, writePath } from '../../core/labels/labelPaths';
import type { Relabel, Skipped } from '../../core/plan/plan';
import { UserError } from '../errors';
import { labelPaths, openLabelFile, type LabelFile } from './labelFiles';
import type { ImageAdd, ImageEdit, RewriteAsk, StagedTable, TablesRewritten } from './messages';
import { RowsOfImages } from './rowsOfImages';
import { encodeTable } from './tableText';

/** What one table becomes. */
interface Changed {
  readonly edits: Map<number, RowEdit>;
  readonly added: NewRow[];
  readonly relabels: Relabel[];
  readonly images: Set<string>;
}

/**
 * Writes new contents of tables into the staging folder, for an apply to put in place. Throws `UserError` where a table
 * is no longer what was read.
 */
export async function rewriteLabels(ask: RewriteAsk): Promise<TablesRewritten> {
  const images = labelPaths(ask);
  const files: LabelFile[] = [];
  for (const { path, content } of ask.tables) {
    const file = await openLabelFile(ask.root, path, images, ask.column);
    if (typeof file === 'string' || file.content.hash !== content.hash)
      throw new UserError(`${basename(path)} was changed since it was read: look at it again, then apply.`);
    files.push(file);
  }
  const rewriting = new Rewriting(ask, images, files);
  for (const edit of ask.edits) rewriting.edit(edit);
  for (const add of ask.adds) await rewriting.add(add);
  return rewriting.stage();
}

class Rewriting {
  private readonly changed: Changed[];
  private readonly rows: RowsOfImages;
  private readonly skipped: Skipped[] = [];

  constructor(
    private readonly ask: RewriteAsk,
    private readonly images: LabelPaths,
    private readonly files: readonly LabelFile[],
  ) {
    this.changed = files.map(() => ({ edits: new Map(), added: [], relabels: [], images: new Set() }));
    this.rows = new RowsOfImages(images, files);
  }

  edit(edit: ImageEdit): void {
    const { path, label, to, remove } = edit;
    const image = this.rows.imageAt(path);
    const own = image === undefined ? [] : this.rows.of(image);
    const before = own.length === 0 ? '' : this.files[own[0].file].table.row(own[0].row).label;
    if (remove) {
      for (const { file, row } of own) this.set(file, row, { remove: true }, path);
      return;
    }
    if (label !== undefined && this.refuses(own, path, label)) return;
    // Where several tables are written, the last one carries the change: it is done once all of them are.
    let carrier = -1;
    let stays = false;
    for (const { file, row } of own) {
      const { table } = this.files[file];
      if (to !== undefined) this.set(file, row, { file: this.renamed(file, row, path, to) }, path);
      if (label === undefined) continue;
      stays ||= table.only === undefined || table.only === label;
      if (table.only === label || (table.only === undefined && table.row(row).label === label)) continue;
      this.set(file, row, table.only === undefined ? { label } : { remove: true }, path);
      carrier = Math.max(carrier, file);
    }
    if (label === undefined || label === before) return;
    if (!stays && label !== '') {
      const home = this.addRow(to ?? path, label, this.homeOf(own[0]?.file, path, label), path);
      if (home === undefined) return;
      carrier = Math.max(carrier, home);
    }
    if (carrier >= 0) this.changed[carrier].relabels.push({ path, before, after: label });
  }

  async add({ path, label, like, from }: ImageAdd): Promise<void> {
    const image = this.rows.imageAt(path);
    if (image !== undefined && this.rows.of(image).length > 0) return;
    if (from) {
      await this.restore(path, from);
      return;
    }
    const near = like === undefined ? undefined : this.rows.imageAt(like);
    const beside = near === undefined ? undefined : this.rows.of(near).at(0);
    const subset = beside && this.files[beside.file].table.row(beside.row).subset;
    this.addRow(path, label, this.homeOf(beside?.file, path, label), path, subset);
  }

  async stage(): Promise<TablesRewritten> {
    const tables: StagedTable[] = [];
    for (const [i, file] of this.files.entries()) {
      const { edits, added, relabels, images } = this.changed[i];
      if (edits.size + added.length === 0) continue;
      const bytes = encodeTable(file.table.rewrite(edits, added), file.encoding);
      if (!bytes) {
        const reason = `${basename(file.path)} is in ${file.encoding}, which has no sign for one of the new names. Save it in UTF-8, or choose other names.`;
        for (const path of images) this.skipped.push({ path, reason });
        continue;
      }
      const hash = createHash('sha256').update(bytes).digest('hex');
      if (hash === file.content.hash) continue;
      const name = `table-${i}`;
      const mtimeMs = await this.write(file, name, bytes);
      const content = { size: bytes.length, mtimeMs, hash };
      tables.push({ path: file.path, name, content, replaces: file.content, relabels, images: [...images] });
    }
    return { tables, skipped: this.skipped };
  }

  private async write({ path }: LabelFile, name: string, bytes: Buffer): Promise<number> {
    const target = join(this.ask.staging, name);
    const { mode } = await stat(join(this.ask.root, path));
    const handle = await open(target, 'wx');
    try {
      await handle.writeFile(bytes);
    } finally {
      await handle.close();
    }
    // The new table may be read and written by whoever may the old one.
    await chmod(target, mode & 0o777);
    return (await stat(target)).mtimeMs;
  }

  /** Puts the rows of an image back as they were in copies of tables; without any it stays without a row. */
  private async restore(path: string, from: NonNullable<ImageAdd['from']>): Promise<void> {
    for (const { copy, table } of from) {
      const at = this.files.findIndex((file) => file.path === table);
      const known = at < 0 ? undefined : await this.copyOf(copy, table);
      if (!known) continue;
      const { old, rows } = known;
      const image = this.rows.imageAt(path);
      const own = image === undefined ? [] : rows.of(image);
      const done = new Set<number>();
      for (const { row } of own) {
        const { file, label } = old.table.row(row);
        const source = old.table.source(row);
        // The record of a COCO image holds all of its rows.
        if (old.table.format === 'coco' && done.size > 0) continue;
        done.add(row);
        const after = this.placeAfter(rows, row, at);
        this.changed[at].added.push({ file, label, source, after });
        this.changed[at].images.add(path);
      }
      if (own.length > 0) return;
    }
  }

  private readonly copies = new Map<string, Promise<{ old: LabelFile; rows: RowsOfImages } | undefined>>();

  /** A table as it was; undefined where it cannot be read any more. */
  private copyOf(copy: string, table: string): Promise<{ old: LabelFile; rows: RowsOfImages } | undefined> {
    const known = this.copies.get(copy) ?? this.openCopy(copy, table);
    this.copies.set(copy, known);
    return known;
  }

  private async openCopy(copy: string, table: string): Promise<{ old: LabelFile; rows: RowsOfImages } | undefined> {
    try {
      const old = await openLabelFile(this.ask.root, table, this.images, this.ask.column, copy);
      return typeof old === 'string' ? undefined : { old, rows: new RowsOfImages(this.images, [old]) };
    } catch (error) {
      if (error instanceof UserError) return undefined; // Somebody removed it: the image stays without a row.
      throw error;
    }
  }

  /** The row of the present table after which one of an older copy belongs: that of the nearest image before it. */
  private placeAfter(old: RowsOfImages, row: number, file: number): number {
    for (let before = row - 1; before >= 0; before--) {
      const image = old.imageOfRow(0, before);
      const own = image === undefined ? undefined : this.rows.of(image).findLast((one) => one.file === file);
      if (own && !this.changed[file].edits.get(own.row)?.remove) return own.row;
    }
    return -1;
  }

  private addRow(
    path: string,
    label: string,
    file: number | undefined,
    image: string,
    subset?: string,
  ): number | undefined {
    if (file === undefined) {
      const reason = this.files.some(({ table }) => table.only !== undefined)
        ? `There is no list for the class ${label}. Make an empty file ${label}.txt beside the other lists first.`
        : 'No table has a place for it.';
      this.skipped.push({ path: image, reason });
      return undefined;
    }
    const { table } = this.files[file];
    const problem = this.whyNot(file, label);
    if (problem !== undefined) {
      this.skipped.push({ path: image, reason: problem });
      return undefined;
    }
    const style = this.rows.styleOf(file);
    this.changed[file].added.push({ file: writePath(path, style), label, subset, after: table.count - 1 });
    this.changed[file].images.add(image);
    return file;
  }

  /** The table that a new row goes to: that of a like image, or the one with most rows (of the class, for lists). */
  private homeOf(known: number | undefined, path: string, label: string): number | undefined {
    const lists = this.files.findIndex(({ table }) => table.only === label);
    if (lists >= 0) return lists;
    if (known !== undefined && this.files[known].table.only === undefined) return known;
    return this.rows.homeFor(path);
  }

  private refuses(own: readonly { readonly file: number }[], path: string, label: string): boolean {
    for (const { file } of own) {
      const problem = this.whyNot(file, label);
      if (problem === undefined) continue;
      this.skipped.push({ path, reason: problem });
      return true;
    }
    const isList = this.files.some(({ table }) => table.only !== undefined);
    const hasPlace = this.files.some(({ table }) => table.only === undefined || table.only === label);
    if (!isList || hasPlace || label === '') return false;
    this.addRow(path, label, undefined, path);
    return true;
  }

  private whyNot(file: number, label: string): string | undefined {
    const { path, table, encoding } = this.files[file];
    const problem = table.whyNot(label);
    if (problem !== undefined) return `${basename(path)}: ${problem}.`;
    if (encodeTable(label, encoding)) return undefined;
    return `${basename(path)} is in ${encoding}, which cannot write the name ${label}. Save the table in UTF-8, or choose another name.`;
  }

  private renamed(file: number, row: number, path: string, to: string): string {
    return writePath(to, pathStyle(this.files[file].table.row(row).file, path));
  }

  private set(file: number, row: number, edit: RowEdit, path: string): void {
    const { edits, images } = this.changed[file];
    edits.set(row, { ...edits.get(row), ...edit });
    images.add(path);
  }
}
