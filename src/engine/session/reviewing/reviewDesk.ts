import type { ReviewReport, SpotCheck } from '../../../protocol/sorting';
import type { Described } from '../describe';
import { drawSpotCheck, judgeSpotCheck, reviewSteps } from './reviewReport';
import { inSlices, type Steps } from '../../jobs/steps';
import { querySteps, runQuery } from '../viewing/view';

/** When to stop: what a review has found in one open dataset, what is probably left, and random samples to check it. */
export class ReviewDesk {
  constructor(
    private readonly described: () => Described,
    private readonly seed: number,
  ) {}

  /** Reviewed, wrong and probably left among the labelled images that a query finds, in all and by class. */
  report(query: string, signal?: AbortSignal): Promise<ReviewReport> {
    return inSlices(this.steps(query), signal);
  }

  private *steps(query: string): Steps<ReviewReport> {
    const dataset = this.described();
    const { order: rows } = yield* querySteps(dataset, query, 'name', 'none');
    return yield* reviewSteps({ ...dataset, rows, everything: query.trim() === '' });
  }

  /** A random sample of the labelled, undecided images that a query finds. */
  draw(query: string, count: number): { rows: Uint32Array; from: number } {
    const dataset = this.described();
    const { order: rows } = runQuery(dataset, query, 'name');
    return drawSpotCheck({ ...dataset, rows }, count, this.seed);
  }

  /** What the decisions on such a sample say. */
  judge(rows: Uint32Array, from: number): SpotCheck {
    return judgeSpotCheck(this.described(), rows, from);
  }
}
