import { decisionCodes, newLabel, type Decision, type DecisionCode } from '../../src/core/decisions/decision';
import { rowFlags, type RowColumns } from '../../src/protocol/dataset';
import type { ClassNames } from './classNames';

/** What a decision is in the table: its code and, for a relabel, the class, for a split the number of parts. */
export interface DecisionColumns {
  readonly codes: Uint8Array;
  readonly targets: Int32Array;
  readonly parts: Uint32Array;
}

/**
 * What is known of the images, by row number, in columns. Rows come as they are looked at; a row whose scores have
 * changed since stays as it was until it is fetched again.
 */
export class RowTable {
  private capacity = 0;
  private readonly paths: (string | undefined)[] = [];
  /** 0: never fetched. */
  private fetchedIn = new Uint32Array(0);
  private given = new Int32Array(0);
  private predicted = new Int32Array(0);
  private confidence = new Float32Array(0);
  private margin = new Float32Array(0);
  private flags = new Uint8Array(0);
  private codes = new Uint8Array(0);
  private targets = new Int32Array(0);
  private parts = new Uint32Array(0);
  private generation = 1;

  constructor(private readonly names: ClassNames) {}

  isKnown(row: number): boolean {
    return row < this.capacity && this.fetchedIn[row] !== 0;
  }

  isFresh(row: number): boolean {
    return row < this.capacity && this.fetchedIn[row] === this.generation;
  }

  /** Marks rows to be fetched again when they are looked at. */
  outdate(rows: Uint32Array | 'all'): void {
    if (rows === 'all') this.generation++;
    else
      for (const row of rows) {
        // A row that was never fetched stays so; an older generation is as good as none.
        if (this.isFresh(row)) this.fetchedIn[row] = this.generation > 1 ? this.generation - 1 : staleMark;
      }
  }

  /** `keepDecision` tells the rows whose decision is known better here, because an edit is under way. */
  store(columns: RowColumns, keepDecision: (row: number) => boolean): void {
    const { rows } = columns;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      this.grow(row + 1);
      this.paths[row] = columns.paths[i];
      this.given[row] = this.names.fromWire(columns.given[i]);
      this.predicted[row] = this.names.fromWire(columns.predicted[i]);
      this.confidence[row] = columns.confidence[i];
      this.margin[row] = columns.margin[i];
      this.flags[row] = columns.flags[i];
      this.fetchedIn[row] = this.generation;
      if (keepDecision(row)) continue;
      this.codes[row] = columns.decision[i];
      this.targets[row] = this.names.fromWire(columns.target[i]);
      this.parts[row] = columns.parts[i];
    }
  }

  path(row: number): string | undefined {
    return this.paths[row];
  }

  /** Undefined for an unsorted image. */
  givenName(row: number): string | undefined {
    return this.names.name(this.given[row]);
  }

  predictedName(row: number): string | undefined {
    return this.names.name(this.predicted[row]);
  }

  agrees(row: number): boolean {
    return this.predicted[row] === this.given[row];
  }

  confidenceOf(row: number): number {
    return this.confidence[row] ?? NaN;
  }

  marginOf(row: number): number {
    return this.margin[row] ?? NaN;
  }

  hasFlag(row: number, flag: keyof typeof rowFlags): boolean {
    return (this.flags[row] & rowFlags[flag]) !== 0;
  }

  decisionCode(row: number): DecisionCode {
    return (this.codes[row] ?? decisionCodes.none) as DecisionCode;
  }

  targetName(row: number): string | undefined {
    return this.names.name(this.targets[row]);
  }

  /** Decided, and not only that the label is right, as an applied relabel says. */
  isDecided(row: number): boolean {
    const code = this.decisionCode(row);
    return code !== decisionCodes.none && !(code === decisionCodes.keep && this.targetName(row) !== undefined);
  }

  /** Into how many images a pending split cuts it; 0 otherwise. */
  partsOf(row: number): number {
    return this.parts[row] ?? 0;
  }

  /** Changes decisions and returns what they were. */
  decide(rows: Uint32Array, decisionOf: (row: number) => Decision | undefined): DecisionColumns {
    const n = rows.length;
    const before = { codes: new Uint8Array(n), targets: new Int32Array(n), parts: new Uint32Array(n) };
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      this.grow(row + 1);
      before.codes[i] = this.codes[row];
      before.targets[i] = this.targets[row];
      before.parts[i] = this.parts[row];
      const decision = decisionOf(row);
      this.codes[row] = decision ? decisionCodes[decision.kind] : decisionCodes.none;
      const label = newLabel(decision);
      this.targets[row] = label !== undefined && label !== '' ? this.names.id(label) : -1;
      this.parts[row] = decision?.kind === 'split' ? decision.parts.length : 0;
    }
    return before;
  }

  restore(rows: Uint32Array, before: DecisionColumns, mayRestore: (row: number) => boolean): void {
    for (let i = 0; i < rows.length; i++) {
      if (!mayRestore(rows[i])) continue;
      this.codes[rows[i]] = before.codes[i];
      this.targets[rows[i]] = before.targets[i];
      this.parts[rows[i]] = before.parts[i];
    }
  }

  private grow(rows: number): void {
    if (rows <= this.capacity) return;
    const capacity = Math.max(rows, this.capacity * 2, 1024);
    const grown = <T extends Uint32Array | Int32Array | Float32Array | Uint8Array>(larger: T, old: T): T => {
      larger.set(old);
      return larger;
    };
    this.fetchedIn = grown(new Uint32Array(capacity), this.fetchedIn);
    this.given = grown(new Int32Array(capacity).fill(-1), this.given);
    this.predicted = grown(new Int32Array(capacity).fill(-1), this.predicted);
    this.confidence = grown(new Float32Array(capacity).fill(NaN), this.confidence);
    this.margin = grown(new Float32Array(capacity).fill(NaN), this.margin);
    this.flags = grown(new Uint8Array(capacity), this.flags);
    this.codes = grown(new Uint8Array(capacity), this.codes);
    this.targets = grown(new Int32Array(capacity).fill(-1), this.targets);
    this.parts = grown(new Uint32Array(capacity), this.parts);
    this.capacity = capacity;
  }
}

/** A generation that never comes. */
const staleMark = 0xffffffff;
