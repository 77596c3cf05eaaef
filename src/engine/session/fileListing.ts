import { understandLayout, type Layout, type LayoutKind } from '../../core/layout';
import type { PathFrame } from '../../core/pathFrame';
import { scanFolder, type LeftOut } from '../dataset/scan';
import { seldom, type JobCall } from '../jobs/progress';
import { inSlices } from '../jobs/steps';
import { Turns } from '../jobs/turns';
import type { DatasetState } from './datasetState';
import { emptyFolders } from './emptyFolders';
import type { LabelDesk } from './labels/labelDesk';
import type { ImageTable, TableUpdate } from './imageTable';
import type { Provenance } from './viewing/provenance';
import { pathBelow } from '../pathBelow';

interface ListingParts {
  readonly state: DatasetState;
  readonly table: ImageTable;
  /** Globs of what is not listed. */
  readonly exclude: readonly string[] | undefined;
  /** Understood this way whatever the folders look like. */
  readonly kind: LayoutKind | undefined;
  readonly labels: LabelDesk;
  readonly provenance: Provenance;
  onUpdate(update: TableUpdate, signal: AbortSignal): Promise<void>;
}

/** Which files there are, and what their folders mean. */
export class FileListing {
  layout: Layout = { kind: 'pile', subsets: new Map() };
  leftOut: readonly LeftOut[] = [];
  emptyFolders: readonly string[] = [];

  private readonly turns = new Turns();

  constructor(private readonly parts: ListingParts) {}

  /** Lists the files again, after whoever does so already; returns true when something changed. */
  scan(call: JobCall): Promise<boolean> {
    return this.turns.run(() => this.scanNow(call));
  }

  private async scanNow({ report, signal }: JobCall): Promise<boolean> {
    const { state, table, exclude, kind } = this.parts;
    const scan = await scanFolder(state.root, {
      exclude,
      signal,
      onProgress: seldom((done) => report({ task: 'scan', done, total: 0, finished: false })),
    });
    report({ task: 'scan', done: scan.files.length, total: scan.files.length, finished: true });
    const { layout, unsorted } = state.preferences;
    const folders = understandLayout(scan.tree, kind ?? layout, unsorted);
    this.layout = await this.parts.labels.understand(scan, folders, signal);
    await this.parts.provenance.refresh(scan.imported);
    this.leftOut = scan.leftOut;
    this.emptyFolders = emptyFolders(scan.tree);
    const update = await inSlices(table.updateSteps(scan.files, this.layout), signal);
    await this.parts.onUpdate(update, signal);
    const { added, changed, missing, relabelled } = update;
    return added.length + changed.length + missing.length + relabelled.length > 0;
  }

  /** Lists the files again, without more than that. */
  rescan(): Promise<boolean> {
    return this.scan(untold());
  }

  /** Files that may be tables of labels, the likeliest first. */
  labelTables(): string[] {
    const { table, labels } = this.parts;
    return labels.candidates(table.files.filter((_, row) => table.status[row] !== 'missing'));
  }

  /** Top folders that hold anything listed. */
  get topFolders(): string[] {
    const paths = this.parts.table.files.map(({ path }) => path.split('/'));
    return [...new Set(paths.flatMap(([top, below]) => (below ? [top] : [])))];
  }
}

/** A call that nobody follows or ends. */
export function untold(): JobCall {
  return { report: () => undefined, signal: new AbortController().signal };
}

/** How a folder that was named relates to the root of the dataset that it is or lies in. */
export function frameOf(folder: string, root: string): PathFrame {
  const scope = pathBelow(root, folder);
  return scope === undefined ? { prefix: pathBelow(folder, root) ?? '', scope: '' } : { prefix: '', scope };
}
