import { messageOf } from '../../src/core/messageOf';
import type { FindingsSummary } from '../../src/protocol/findings';
import type { ReviewProgress } from '../../src/protocol/sorting';
import type { HostConnection } from '../messages';

/** Milliseconds without another decision before the review is counted. */
const settleMs = 500;

/** What the engine knows of the dataset as a whole: how much was found, and how far the review is. */
export class Insights {
  findings: FindingsSummary = { state: 'none', kinds: [] };
  /** Of the query that is shown; undefined before the first decision. */
  review: ReviewProgress | undefined;
  private timer: number | undefined;
  private asked = 0;

  constructor(
    private readonly host: HostConnection,
    private readonly changed: (what: 'findings' | 'summary') => void,
    private readonly failed: (text: string) => void,
  ) {}

  /** Makes the engine look in the background; it tells what it found. */
  async look(): Promise<void> {
    try {
      this.told(await this.host.request('findingsSummary', {}));
    } catch (error) {
      this.failed(messageOf(error));
    }
  }

  told(findings: FindingsSummary): void {
    this.findings = findings;
    this.changed('findings');
  }

  /** Asks how far the review of a query is, once the decisions pause. */
  reviewSoon(query: () => string): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.count(query()), settleMs);
  }

  private async count(query: string): Promise<void> {
    const asked = ++this.asked;
    try {
      const { whole } = await this.host.request('reviewReport', { query });
      // A small query is counted before a large one that was asked about earlier.
      if (asked !== this.asked) return;
      this.review = whole;
      this.changed('summary');
    } catch (error) {
      this.failed(messageOf(error));
    }
  }
}
