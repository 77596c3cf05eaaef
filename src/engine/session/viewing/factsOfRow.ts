import type { RowFacts } from '../../../core/query/queryMatch';
import { decisionOf } from '../describe';
import { isSuspicious } from '../findings/suspicion';
import type { ViewInput } from './view';

/** What a query can ask of a row: looked up when it is asked, for one row after another. */
export class FactsOfRow implements RowFacts {
  row = 0;

  constructor(private readonly input: ViewInput) {}

  get path(): string {
    return this.input.table.path(this.row);
  }

  get given(): string | undefined {
    const { table } = this.input;
    return table.className(table.given[this.row]);
  }

  get subset(): string | undefined {
    return this.input.table.subsets[this.row];
  }

  get predicted(): string | undefined {
    const { table, scores } = this.input;
    return scores && this.row < scores.rows ? table.className(scores.predicted[this.row]) : undefined;
  }

  get confidence(): number {
    return this.input.scores?.confidence[this.row] ?? NaN;
  }

  get margin(): number {
    return this.input.scores?.margin[this.row] ?? NaN;
  }

  get loss(): number {
    return this.input.scores?.loss[this.row] ?? NaN;
  }

  get reject(): number {
    return this.input.scores?.reject[this.row] ?? NaN;
  }

  get similarity(): number {
    return this.input.similarity?.[this.row] ?? NaN;
  }

  get suspicious(): boolean {
    return isSuspicious(this.input, this.row);
  }

  get unreadable(): boolean {
    return this.input.table.status[this.row] === 'unreadable';
  }

  get decision(): RowFacts['decision'] {
    const kind = decisionOf(this.input.table, this.input.decisions, this.row)?.kind;
    return kind === 'restore' ? undefined : kind;
  }

  get findings(): number | undefined {
    return this.input.findings?.[this.row];
  }

  sources(): readonly string[] {
    return this.input.provenance?.namesOf(this.row) ?? [];
  }
}
