import type { FindingKind, FindingType } from '../findings/finding';

/** An image of a dismissed finding by its content, with the number of its copies among the finding's images. */
interface DismissedImage {
  readonly hash: string;
  readonly copies: number;
}

/**
 * *Not a Problem*: what a person said of one finding. It is keyed by content, so that it outlives a move, an apply, an
 * index made anew and other thresholds.
 */
export interface Dismissal {
  readonly kind: FindingKind;
  readonly type?: FindingType;
  /** The class that the image stood in, where the finding is about its label. */
  readonly label?: string;
  /** Distinct contents, ascending by hash. */
  readonly images: readonly DismissedImage[];
}

/** One dismissal before and after an edit; the edit is reversed by exchanging the two. */
export interface DismissalChange {
  readonly dismissal: Dismissal;
  readonly before: boolean;
  readonly after: boolean;
}

export function reverseDismissals(changes: readonly DismissalChange[]): DismissalChange[] {
  return changes.map(({ dismissal, before, after }) => ({ dismissal, before: after, after: before })).reverse();
}

/** The dismissal of a finding with these contents. */
export function makeDismissal(
  { kind, type, label }: Pick<Dismissal, 'kind' | 'type' | 'label'>,
  hashes: readonly string[],
): Dismissal {
  const copies = new Map<string, number>();
  for (const hash of hashes) copies.set(hash, (copies.get(hash) ?? 0) + 1);
  const images = [...copies].map(([hash, count]) => ({ hash, copies: count }));
  images.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  return { kind, ...(type && { type }), ...(label !== undefined && { label }), images };
}

/**
 * Everything dismissed in one dataset. A group is dismissed while each pair of its contents was dismissed together,
 * and no content has more copies than it had then: it reopens when an image joins or changes, not when one leaves.
 */
export class DismissalBook {
  private readonly all = new Map<string, Dismissal>();
  /** Of each content (by kind, type, label and hash) the dismissals that name it, with its copies there. */
  private readonly byContent = new Map<string, Map<string, number>>();

  private changes = 0;

  get size(): number {
    return this.all.size;
  }

  /** Another number after every change. */
  get version(): number {
    return this.changes;
  }

  entries(): Dismissal[] {
    return [...this.all.values()];
  }

  apply(changes: readonly DismissalChange[]): void {
    if (changes.length > 0) this.changes++;
    for (const { dismissal, after } of changes) {
      if (after) this.add(dismissal);
      else this.remove(dismissal);
    }
  }

  /** This very dismissal is recorded. */
  records(dismissal: Dismissal): boolean {
    return this.all.has(idOf(dismissal));
  }

  /** What is recorded of the finding with these contents: every dismissal that names one of them. */
  touching(dismissal: Dismissal): Dismissal[] {
    const ids = new Set<string>();
    for (const { hash } of dismissal.images)
      for (const id of this.byContent.get(contentKey(dismissal, hash))?.keys() ?? []) ids.add(id);
    return [...ids].flatMap((id) => this.all.get(id) ?? []);
  }

  /** True when a finding with these contents is no problem. */
  covers(asked: Dismissal): boolean {
    if (this.all.size === 0) return false;
    const named = asked.images.map(({ hash }) => this.byContent.get(contentKey(asked, hash)));
    const holdsAll = (id: string): boolean => asked.images.every(({ copies }, i) => (named[i]?.get(id) ?? 0) >= copies);
    if ([...(named[0]?.keys() ?? [])].some(holdsAll)) return true;
    return asked.images.every(({ copies }, i) => {
      const own = named[i];
      if (!own || ![...own.values()].some((then) => then >= copies)) return false;
      return named.slice(i + 1).every((other) => other !== undefined && [...own.keys()].some((id) => other.has(id)));
    });
  }

  private add(dismissal: Dismissal): void {
    const id = idOf(dismissal);
    this.all.set(id, dismissal);
    for (const { hash, copies } of dismissal.images) {
      const key = contentKey(dismissal, hash);
      const known = this.byContent.get(key) ?? new Map<string, number>();
      known.set(id, copies);
      this.byContent.set(key, known);
    }
  }

  private remove(dismissal: Dismissal): void {
    const id = idOf(dismissal);
    this.all.delete(id);
    for (const { hash } of dismissal.images) {
      const key = contentKey(dismissal, hash);
      const known = this.byContent.get(key);
      known?.delete(id);
      if (known?.size === 0) this.byContent.delete(key);
    }
  }
}

function subjectOf({ kind, type, label }: Dismissal): string {
  return JSON.stringify([kind, type ?? '', label ?? '']);
}

function contentKey(dismissal: Dismissal, hash: string): string {
  return `${subjectOf(dismissal)} ${hash}`;
}

function idOf(dismissal: Dismissal): string {
  return `${subjectOf(dismissal)} ${dismissal.images.map(({ hash, copies }) => `${hash}*${copies}`).join(' ')}`;
}
