import type { Decision, DecisionChange } from './decision';

/** What happened to an image's decision: a person decided, Apply carried it out, or an undo put the file back. */
export interface HistoryEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly what: 'decided' | 'applied' | 'undone';
  /** Absent: the decision was cleared. */
  readonly decision?: Decision;
}

/** All that was ever decided about a content, oldest first. */
export class DecisionHistory {
  private readonly entries = new Map<string, HistoryEntry[]>();

  add(what: HistoryEntry['what'], changes: readonly DecisionChange[], at: number): void {
    let last: HistoryEntry | undefined;
    for (const { hash, before, after } of changes) {
      // An apply clears what it carried out; an undo makes it pending again.
      const decision = what === 'applied' ? before : after;
      if (what !== 'decided' && !decision) continue;
      // What one key decided of many images is one object. Without a spread: V8 would give each a shape of its own.
      const entry: HistoryEntry =
        last && last.decision === decision ? last : decision ? { at, what, decision } : { at, what };
      last = entry;
      const known = this.entries.get(hash);
      if (known) known.push(entry);
      else this.entries.set(hash, [entry]);
    }
  }

  of(hash: string): readonly HistoryEntry[] {
    return this.entries.get(hash) ?? [];
  }
}
