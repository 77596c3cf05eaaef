import { labelDecision, newLabel } from '../../core/decisions/decision';
import type { SubsetName } from '../../core/layout';
import { decisionOf, type Described } from './describe';
import { isFlagged } from './findings/suspicion';
import { finish, itemsPerStep, type Steps } from '../jobs/steps';

/** What is counted of a class. */
export interface ClassCounts {
  images: number;
  suspicious: number;
  pending: number;
  coming: number;
}

export interface Counts {
  images: number;
  unsorted: number;
  suspicious: number;
  unreadable: number;
  skipped: number;
  reviewed: number;
  /** By class index. */
  classes: ClassCounts[];
  readonly subsets: Map<SubsetName, number>;
}

type Counted = Pick<Described, 'table' | 'decisions' | 'scores'>;

/** What a row counts as. */
const marks = { image: 1, unreadable: 2, skipped: 4, reviewed: 8, suspicious: 16, pending: 32 } as const;

/** Beyond this share of rows that changed, all are counted anew. */
const mostChanged = 0.25;

/**
 * Counts what rail and bar show of an open dataset. All rows are counted once; afterwards those that changed, so that
 * a decision among a million images costs what it costs among a hundred.
 */
export class DatasetCounts {
  private counts = noCounts();
  /** `marks` by row. */
  private marked = new Uint8Array(0);
  /** By row the index of the class that it is decided to come to; -1 none. */
  private coming = new Int32Array(0);
  private readonly changed = new Set<number>();
  /** Rows that were counted since all became uncertain; the others are counted when somebody asks. */
  private counted = 0;
  private scores: Counted['scores'];
  private dismissals = -1;

  /** The log that is followed. */
  private decisions: Counted['decisions'] | undefined;

  constructor(table: Counted['table']) {
    table.watch((row) => this.note(row));
  }

  /** The counts as of now; they change with the next call. */
  of(dataset: Counted): Readonly<Counts> {
    finish(this.steps(() => dataset));
    return this.counts;
  }

  /** Counts what changed, in steps: all rows where all are uncertain. */
  *steps(current: () => Counted): Steps<void> {
    let dataset = this.catchUp(current());
    while (this.counted < this.marked.length) {
      const end = Math.min(this.marked.length, this.counted + itemsPerStep);
      for (; this.counted < end; this.counted++) {
        this.mark(dataset, this.counted);
        this.take(dataset, this.counted, 1);
      }
      yield;
      dataset = this.catchUp(current());
    }
    for (const row of this.changed) {
      this.take(dataset, row, -1);
      this.mark(dataset, row);
      this.take(dataset, row, 1);
    }
    this.changed.clear();
  }

  /** Notes what became uncertain since; where all did, it begins anew. */
  private catchUp(dataset: Counted): Counted {
    const { table, scores, decisions } = dataset;
    if (decisions !== this.decisions) this.follow(dataset);
    this.noteJudgements(dataset);
    this.scores = scores;
    this.dismissals = decisions.dismissals.version;
    if (this.marked.length !== table.length) {
      this.forget();
      this.counts = noCounts();
      this.marked = new Uint8Array(table.length);
      this.coming = new Int32Array(table.length);
    }
    return dataset;
  }

  /** Before the first decision there is another log. */
  private follow({ table, decisions }: Counted): void {
    this.decisions = decisions;
    this.forget();
    decisions.book.watch((paths) => {
      for (const path of paths) this.note(table.rowOf(path));
    });
  }

  private note(row: number | 'all' | undefined): void {
    if (row === 'all') this.forget();
    else if (row !== undefined && row < this.counted) {
      this.changed.add(row);
      if (this.changed.size > this.marked.length * mostChanged) this.forget();
    }
  }

  /** Rows that a new ranking doubts, or no longer doubts. */
  private noteJudgements({ scores, decisions }: Counted): void {
    if (decisions.dismissals.version !== this.dismissals) this.forget();
    if (this.counted === 0 || scores === this.scores) return;
    const before = this.scores?.suspicious ?? new Uint8Array(0);
    const after = scores?.suspicious ?? new Uint8Array(0);
    for (let row = 0; row < Math.max(before.length, after.length); row++)
      if ((before[row] ?? 0) !== (after[row] ?? 0)) this.note(row);
  }

  private forget(): void {
    this.counted = 0;
    this.marked = new Uint8Array(0);
    this.changed.clear();
  }

  /** Looks what a row counts as. */
  private mark(dataset: Counted, row: number): void {
    const { table, decisions } = dataset;
    const status = table.status[row];
    this.coming[row] = -1;
    this.marked[row] = status === 'unreadable' ? marks.unreadable : status === 'skipped' ? marks.skipped : 0;
    if (status !== 'image' && status !== 'waiting') return;
    const given = table.className(table.given[row]) ?? '';
    const decision = decisionOf(table, decisions, row);
    // What is decided of the file alone says nothing about the label.
    const isReviewed = labelDecision(decision, given) !== undefined;
    const label = newLabel(decision) ?? '';
    if (label !== '' && label !== given) this.coming[row] = table.classIndex(label);
    this.marked[row] =
      marks.image |
      (isReviewed ? marks.reviewed : isFlagged(dataset, row) ? marks.suspicious : 0) |
      (decision && decision.kind !== 'keep' ? marks.pending : 0);
  }

  /** Adds a row to the counts, or takes it out. */
  private take({ table }: Counted, row: number, step: 1 | -1): void {
    const { counts } = this;
    const is = (mark: keyof typeof marks): number => ((this.marked[row] & marks[mark]) === 0 ? 0 : step);
    counts.unreadable += is('unreadable');
    counts.skipped += is('skipped');
    if (!is('image')) return;
    counts.images += step;
    counts.reviewed += is('reviewed');
    counts.suspicious += is('suspicious');
    const subset = table.subsets[row];
    if (subset) counts.subsets.set(subset, (counts.subsets.get(subset) ?? 0) + step);
    if (this.coming[row] >= 0) this.classCounts(this.coming[row]).coming += step;
    if (table.given[row] < 0) {
      counts.unsorted += step;
      return;
    }
    const own = this.classCounts(table.given[row]);
    own.images += step;
    own.suspicious += is('suspicious');
    own.pending += is('pending');
  }

  private classCounts(index: number): ClassCounts {
    return (this.counts.classes[index] ??= noneOfClass());
  }
}

function noCounts(): Counts {
  const none = { images: 0, unsorted: 0, suspicious: 0, unreadable: 0, skipped: 0, reviewed: 0 };
  return { ...none, classes: [], subsets: new Map() };
}

/** The counts of a class that has nothing. */
export function noneOfClass(): ClassCounts {
  return { images: 0, suspicious: 0, pending: 0, coming: 0 };
}
