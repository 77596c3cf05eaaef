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
    for (const { hash, before, after } of changes) {
      // An apply clears what it carried out; an undo makes it pending again.
      const decision = what === 'applied' ? before : after;
      if (what !== 'decided' && !decision) continue;
      // Without a spread: V8 would give each of these many small objects a shape of its own, larger than itself.
      const entry: HistoryEntry = decision ? { at, what, decision } : { at, what };
      const known = this.entries.get(hash);
      if (known) known.push(entry);
      else this.entries.set(hash, [entry]);
    }
  }

  of(hash: string): readonly HistoryEntry[] {
    return this.entries.get(hash) ?? [];
  }
}
