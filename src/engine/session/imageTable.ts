import { placeOf, type Layout, type Place, type SubsetName } from '../../core/layout';
import { parentOf } from '../../core/relativePath';
import type { ScannedFile } from '../dataset/scan';
import { finish, itemsPerStep, type Steps } from '../jobs/steps';
import type { FileFact } from '../store/cache';
import { sortedRows } from './sortedRows';

/** `waiting`: listed, not read yet. `missing`: gone from disk since the dataset was opened. */
export type RowStatus = 'waiting' | 'image' | 'unreadable' | 'skipped' | 'missing';

/** Rows that a new scan concerned. */
export interface TableUpdate {
  readonly added: readonly number[];
  readonly changed: readonly number[];
  readonly missing: readonly number[];
  /** Their label or subset is another one now: a table says so. */
  readonly relabelled: readonly number[];
}

/**
 * The files of one dataset as columns. A row is a number that names one file for as long as the dataset is open: rows
 * are added and marked missing, never renumbered.
 */
export class ImageTable {
  readonly files: ScannedFile[] = [];
  readonly status: RowStatus[] = [];
  readonly hashes: (string | undefined)[] = [];
  readonly reasons: (string | undefined)[] = [];
  /** Class index, -1 unsorted. */
  readonly given: number[] = [];
  readonly subsets: (SubsetName | undefined)[] = [];
  readonly subsetFolders: (string | undefined)[] = [];
  /** Class names in alphabetical order of first appearance; an index is never reused. */
  readonly classes: string[] = [];
  private readonly rowByPath = new Map<string, number>();
  private readonly classByName = new Map<string, number>();
  private layout: Layout = { kind: 'pile', subsets: new Map() };
  private readonly watchers: ((row: number | 'all') => void)[] = [];
  private inOrder: Uint32Array | undefined;
  /** Another number whenever the order may be another one. */
  private version = 0;
  /** The folder that was looked up last, and what it means: files of one folder come one after another. */
  private lastPlace: { readonly folder: string; readonly place: Place } | undefined;

  /** `watcher` is told which row has another status; `all`: files or places changed. */
  watch(watcher: (row: number | 'all') => void): void {
    this.watchers.push(watcher);
  }

  /** All rows in the order of their paths. */
  *rowsByPath(): Steps<Uint32Array> {
    while (!this.inOrder) {
      const { version } = this;
      const sorted = yield* sortedRows(this.length, (row) => this.path(row));
      // Rows came or moved meanwhile.
      if (version === this.version) this.inOrder = sorted;
    }
    return this.inOrder;
  }

  get length(): number {
    return this.files.length;
  }

  rowOf(path: string): number | undefined {
    return this.rowByPath.get(path);
  }

  path(row: number): string {
    return this.files[row].path;
  }

  className(index: number): string | undefined {
    return index >= 0 ? this.classes[index] : undefined;
  }

  /** The index of a class, added when it is new. */
  classIndex(name: string): number {
    let index = this.classByName.get(name);
    if (index === undefined) {
      index = this.classes.push(name) - 1;
      this.classByName.set(name, index);
    }
    return index;
  }

  knowsClass(name: string): boolean {
    return this.classByName.has(name);
  }

  isImage(row: number): boolean {
    return this.status[row] === 'image';
  }

  /**
   * Takes over a new scan: adds what is new, marks what is gone, and sends what changed back to waiting.
   * Returns the rows that appeared, changed or went, and those whose label or subset a table says otherwise now.
   */
  update(files: readonly ScannedFile[], layout: Layout): TableUpdate {
    return finish(this.updateSteps(files, layout));
  }

  /** The same in steps, between which what was taken over so far is there. One at a time. */
  *updateSteps(files: readonly ScannedFile[], layout: Layout): Steps<TableUpdate> {
    const isReplaced = layout.labels !== this.layout.labels || !isSameLayout(this.layout, layout);
    this.layout = layout;
    this.lastPlace = undefined;
    const added: number[] = [];
    const changed: number[] = [];
    const relabelled: number[] = [];
    const seen = new Uint8Array(this.length + files.length);
    const names = new Set<string>();
    for (let i = 0; i < files.length; i++) {
      if (i % itemsPerStep === 0) yield;
      const { label } = this.placeOf(files[i].path);
      if (label !== undefined) names.add(label);
    }
    // Files come in the order of their folders; rows of a table in any.
    for (const name of layout.labels ? [...names].sort(byName) : names) this.classIndex(name);
    for (let i = 0; i < files.length; i++) {
      if (i % itemsPerStep === 0) yield;
      const file = files[i];
      const known = this.rowByPath.get(file.path);
      const row = known ?? this.length;
      seen[row] = 1;
      if (known === undefined) {
        this.rowByPath.set(file.path, row);
        this.files.push(file);
        this.disorder();
        this.setPlace(row);
        this.reset(row);
        added.push(row);
        continue;
      }
      // A pile that was sorted has classes now, and a table that was written says other labels.
      if (isReplaced && this.isElsewhere(row)) relabelled.push(row);
      if (this.status[row] === 'missing' || !sameFile(this.files[row], file)) {
        this.files[row] = file;
        this.reset(row);
        changed.push(row);
      }
    }
    const missing: number[] = [];
    for (let row = 0; row < this.length; row++)
      if (!seen[row] && this.status[row] !== 'missing') {
        this.status[row] = 'missing';
        missing.push(row);
      }
    if (isReplaced || added.length + changed.length + missing.length > 0) this.tell('all');
    return { added, changed, missing, relabelled };
  }

  /** Looks the place of a row up again; true when it is another one now. */
  private isElsewhere(row: number): boolean {
    const [label, subset] = [this.given[row], this.subsets[row]];
    this.setPlace(row);
    return label !== this.given[row] || subset !== this.subsets[row];
  }

  /** A file was moved by us: its row goes with it, and what is known of its content stays known. */
  move(from: string, to: string): void {
    const row = this.rowByPath.get(from);
    if (row === undefined || this.rowByPath.has(to)) return;
    this.rowByPath.delete(from);
    this.rowByPath.set(to, row);
    this.files[row] = { ...this.files[row], path: to };
    this.disorder();
    this.tell('all');
    this.setPlace(row);
  }

  /** Records what reading the file told. */
  setFact(row: number, fact: FileFact): void {
    this.tell(row);
    this.status[row] = fact.kind;
    this.hashes[row] = fact.hash;
    this.reasons[row] = fact.kind === 'image' ? undefined : fact.reason;
  }

  private tell(row: number | 'all'): void {
    for (const watcher of this.watchers) watcher(row);
  }

  private reset(row: number): void {
    this.status[row] = 'waiting';
    this.hashes[row] = undefined;
    this.reasons[row] = undefined;
  }

  private disorder(): void {
    this.inOrder = undefined;
    this.version++;
  }

  private placeOf(path: string): Place {
    // What a table says is said of one file.
    if (this.layout.labels) return placeOf(path, this.layout);
    const folder = parentOf(path);
    if (this.lastPlace?.folder !== folder) this.lastPlace = { folder, place: placeOf(path, this.layout) };
    return this.lastPlace.place;
  }

  private setPlace(row: number): void {
    const place = this.placeOf(this.files[row].path);
    this.given[row] = place.label === undefined ? -1 : this.classIndex(place.label);
    this.subsets[row] = place.subset;
    this.subsetFolders[row] = place.subsetFolder;
  }
}

function isSameLayout(a: Layout, b: Layout): boolean {
  const words = ({ kind, subsets, unsorted }: Layout): string =>
    JSON.stringify([kind, [...subsets], [...(unsorted ?? [])]]);
  return words(a) === words(b);
}

function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** Whether a path still names the file that it named, unchanged as far as its facts tell. */
export function sameFile(a: ScannedFile, b: ScannedFile): boolean {
  return a.size === b.size && a.modifiedMs === b.modifiedMs && a.inode === b.inode && a.device === b.device;
}
