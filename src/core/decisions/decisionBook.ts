import { changesFiles, type Decision, type DecisionChange, type DecisionKind } from './decision';

export interface Decided {
  readonly path: string;
  readonly hash: string;
  readonly decision: Decision;
}

/**
 * The decisions of one dataset, keyed by relative path and content hash: a decision holds only while both match,
 * and follows the hash to a unique new path when a file was moved outside (`follow`).
 */
export class DecisionBook {
  private readonly byPath = new Map<string, Decided>();
  private readonly tally = noneOfAnyKind();
  private readonly watchers: ((paths: readonly string[]) => void)[] = [];

  constructor(decided: Iterable<Decided> = []) {
    for (const entry of decided) this.set(entry.path, entry);
  }

  /** `watcher` is told the paths whose decisions changed. */
  watch(watcher: (paths: readonly string[]) => void): void {
    this.watchers.push(watcher);
  }

  get size(): number {
    return this.byPath.size;
  }

  /** The decision on the image at `path`, provided that its content is still `hash`. */
  get(path: string, hash: string): Decision | undefined {
    const entry = this.byPath.get(path);
    return entry && entry.hash === hash ? entry.decision : undefined;
  }

  /** The decision recorded for `path` whatever the content is now. */
  recorded(path: string): Decided | undefined {
    return this.byPath.get(path);
  }

  entries(): IterableIterator<Decided> {
    return this.byPath.values();
  }

  apply(changes: readonly DecisionChange[]): void {
    for (const { path, hash, after } of changes) this.set(path, after && { path, hash, decision: after });
    const paths = changes.map(({ path }) => path);
    for (const watcher of this.watchers) watcher(paths);
  }

  /** How many decisions of each kind are recorded. */
  counts(): Record<DecisionKind, number> {
    return { ...this.tally };
  }

  private set(path: string, decided: Decided | undefined): void {
    const before = this.byPath.get(path);
    if (before) this.tally[before.decision.kind]--;
    if (decided) {
      this.tally[decided.decision.kind]++;
      this.byPath.set(path, decided);
    } else this.byPath.delete(path);
  }

  /** Decisions that Apply would carry out on disk. */
  pending(): Decided[] {
    return [...this.byPath.values()].filter(({ decision }) => changesFiles(decision));
  }
}

function noneOfAnyKind(): Record<DecisionKind, number> {
  return { keep: 0, relabel: 0, delete: 0, 'set-aside': 0, restore: 0, convert: 0, rename: 0, split: 0 };
}
