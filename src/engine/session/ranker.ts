import type { RankingState } from '../../protocol/dataset';
import type { DatasetState } from './datasetState';
import { decisionOf } from './describe';
import type { Embeddings } from './embeddings';
import type { ImageTable } from './imageTable';
import { fitProvisional } from './provisionalHead';
import type { Scores } from './scores';

/** Keeps the scores of a dataset: fits on the labels as decided, and again after each decision. */
export class Ranker {
  private current: Scores | undefined;
  private status: RankingState = { kind: 'none', reason: 'Not ranked yet.' };
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly table: ImageTable,
    private readonly embeddings: Embeddings,
    private readonly state_: DatasetState,
    private readonly onScores: () => void,
  ) {}

  get scores(): Scores | undefined {
    return this.current;
  }

  get state(): RankingState {
    return this.status;
  }

  async fit(_signal: AbortSignal): Promise<void> {
    const began = performance.now();
    const { table, embeddings } = this;
    const d = embeddings.width;
    const rows: number[] = [];
    for (let row = 0; row < table.length; row++) if (table.isImage(row) && embeddings.has(row)) rows.push(row);
    const classes = table.classes.length;
    const n = rows.length;
    const x = new Float32Array(n * d);
    rows.forEach((row, i) => x.set(embeddings.get(row), i * d));
    const labels = Int32Array.from(rows, (row) => {
      const decision = decisionOf(table, this.state_.decisions, row);
      if (decision?.kind === 'relabel') return decision.to === '' ? -1 : table.classIndex(decision.to);
      return decision?.kind === 'delete' || decision?.kind === 'set-aside' ? -1 : table.given[row];
    });
    const used = new Set(labels.filter((label) => label >= 0));
    if (used.size < 2) {
      this.status = { kind: 'none', reason: 'There are fewer than two classes: labels cannot be compared.' };
      this.current = undefined;
      return this.onScores();
    }
    const groupOf = new Map<string, number>();
    const groups = Int32Array.from(rows, (row) => {
      const hash = table.hashes[row]!;
      if (!groupOf.has(hash)) groupOf.set(hash, (groupOf.size * 7919) % 1000003);
      return groupOf.get(hash)!;
    });
    const p = fitProvisional(x, d, labels, groups, classes);
    const size = table.length;
    const scores = {
      rows: size,
      predicted: new Int32Array(size).fill(-1),
      confidence: new Float32Array(size).fill(NaN),
      pGiven: new Float32Array(size).fill(NaN),
      margin: new Float32Array(size).fill(NaN),
      loss: new Float32Array(size).fill(NaN),
      suspicious: new Uint8Array(size),
      outOfSample: new Uint8Array(size),
      distribution: (row: number, most: number) => {
        const i = rows.indexOf(row);
        return Array.from({ length: classes }, (_, index) => ({
          index,
          probability: i < 0 ? 0 : p[i * classes + index],
        }))
          .sort((a, b) => b.probability - a.probability)
          .slice(0, most);
      },
    };
    rows.forEach((row, i) => {
      let best = 0;
      let other = 0;
      const given = table.given[row];
      for (let k = 0; k < classes; k++) {
        const v = p[i * classes + k];
        if (v > p[i * classes + best]) best = k;
        if (k !== given && v > other) other = v;
      }
      scores.predicted[row] = best;
      scores.confidence[row] = p[i * classes + best];
      scores.outOfSample[row] = 1;
      if (given >= 0) {
        const own = p[i * classes + given];
        scores.pGiven[row] = own;
        scores.margin[row] = (own - other + 1) / 2;
        scores.loss[row] = -Math.log(Math.max(own, 1e-12));
        scores.suspicious[row] = scores.margin[row] < 0.35 ? 1 : 0;
      }
    });
    this.current = scores;
    this.status = { kind: 'fitted', at: Date.now(), seconds: (performance.now() - began) / 1000 };
    this.onScores();
  }

  decided(_rows: readonly number[]): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.fit(new AbortController().signal), 50);
  }

  cancel(): void {
    clearTimeout(this.timer);
  }

  async dispose(): Promise<void> {
    this.cancel();
  }
}
