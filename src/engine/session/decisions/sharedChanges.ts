import type { Decision, DecisionChange } from '../../../core/decisions/decision';
import { appliedMove, type AppliedMove } from '../../../core/decisions/epoch';

/** A Map holds four times as many at most; with those that come later, earlier ones are shared no more. */
const mostTexts = 2 ** 22;

/**
 * Paths, contents and decisions that lines of a log have in common, each kept once: a log is read into new strings and
 * objects, and what goes to and fro is named by every line that decides on it or moves it. For one reading: afterwards
 * lines come with the strings of the table.
 */
export class SharedChanges {
  private readonly texts = new Map<string, string>();
  private readonly decisions = new Map<string, Decision>();

  changes(changes: readonly DecisionChange[]): DecisionChange[] {
    return changes.map(({ path, hash, before, after }) => ({
      path: this.text(path),
      hash: this.text(hash),
      before: this.decision(before),
      after: this.decision(after),
    }));
  }

  moves(moves: readonly AppliedMove[]): AppliedMove[] {
    return moves.map(({ from, to, made, label }) =>
      appliedMove(from === null ? null : this.text(from), to === null ? null : this.text(to), made, label),
    );
  }

  private text(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    if (this.texts.size === mostTexts) this.texts.clear();
    this.texts.set(text, text);
    return text;
  }

  private decision(decision: Decision | undefined): Decision | undefined {
    const words = decision && wordsOf(decision);
    if (words === undefined) return decision;
    const known = this.decisions.get(words);
    if (!known && decision) this.decisions.set(words, decision);
    return known ?? decision;
  }
}

/** The same for decisions that are the same; undefined for those that are of one image alone. */
function wordsOf(decision: Decision): string | undefined {
  switch (decision.kind) {
    case 'keep':
      return `keep ${decision.of ?? ''}`;
    case 'relabel':
      return `relabel ${decision.to}`;
    case 'delete':
    case 'set-aside':
      return `${decision.kind} ${decision.as ?? ''}`;
    case 'convert':
    case 'rename':
    case 'restore':
    case 'split':
      return undefined;
  }
}
