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

  constructor(decided: Iterable<Decided> = []) {
    for (const entry of decided) this.byPath.set(entry.path, entry);
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
    for (const { path, hash, after } of changes) {
      if (after) this.byPath.set(path, { path, hash, decision: after });
      else this.byPath.delete(path);
    }
  }

  /** How many decisions of each kind are recorded. */
  counts(): Record<DecisionKind, number> {
    const counts: Record<DecisionKind, number> = {
      keep: 0,
      relabel: 0,
      delete: 0,
      'set-aside': 0,
      restore: 0,
      convert: 0,
      rename: 0,
      split: 0,
    };
    for (const { decision } of this.byPath.values()) counts[decision.kind]++;
    return counts;
  }

  /** Decisions that Apply would carry out on disk. */
  pending(): Decided[] {
    return [...this.byPath.values()].filter(({ decision }) => changesFiles(decision));
  }
}
