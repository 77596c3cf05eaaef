import { CancellationTokenSource } from 'vscode-jsonrpc';
import { messageOf } from '../../src/core/messageOf';
import { PointIndex } from '../../src/core/map/pointIndex';
import type { EmbeddingMap, MapFacts } from '../../src/protocol/embeddingMap';
import { isCancelled } from '../messages';
import type { Page } from '../state/page';
import { t } from '../strings';

export type MapState =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'loaded'; readonly map: EmbeddingMap; readonly facts: MapFacts };

const settleMs = 250;

/** The map of the page's dataset: asked for when it is looked at, and its facts anew when they changed. */
export class MapData {
  state: MapState = { kind: 'none' };
  index: PointIndex | undefined;
  private pointOfRow = new Map<number, number>();
  private asking: CancellationTokenSource | undefined;
  private timer: number | undefined;

  constructor(
    private readonly page: Page,
    private readonly changed: () => void,
  ) {}

  /** Asks for the map; with `renew` it is laid out anew. What is shown stays until the answer is there. */
  async load(renew = false): Promise<void> {
    const { page } = this;
    this.asking?.cancel();
    const asking = (this.asking = new CancellationTokenSource());
    if (this.state.kind !== 'loaded' || renew) this.become({ kind: 'loading' });
    try {
      const map = await page.host.request('embeddingMap', { renew }, asking.token);
      const facts = await page.host.request('mapFacts', { rows: map.rows }, asking.token);
      if (this.asking !== asking) return;
      this.index = new PointIndex(map.x, map.y);
      this.pointOfRow = new Map(Array.from(map.rows, (row, point) => [row, point]));
      this.become({ kind: 'loaded', map, facts });
    } catch (error) {
      if (this.asking !== asking) return;
      this.become({ kind: 'failed', reason: isCancelled(error) ? t('The map was cancelled.') : messageOf(error) });
    } finally {
      if (this.asking === asking) this.asking = undefined;
    }
  }

  get map(): EmbeddingMap | undefined {
    return this.state.kind === 'loaded' ? this.state.map : undefined;
  }

  cancel(): void {
    this.page.cancel('map');
  }

  /** -1 for an image without a place. */
  pointOf(row: number): number {
    return this.pointOfRow.get(row) ?? -1;
  }

  /** Scores, findings or decisions changed: asked for once they pause. */
  factsSoon(): void {
    if (this.state.kind !== 'loaded') return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.loadFacts(), settleMs);
  }

  private async loadFacts(): Promise<void> {
    const { map } = this;
    if (!map) return;
    try {
      const facts = await this.page.host.request('mapFacts', { rows: map.rows });
      if (this.map === map) this.become({ kind: 'loaded', map, facts });
    } catch (error) {
      this.page.say('error', messageOf(error));
    }
  }

  private become(state: MapState): void {
    this.state = state;
    this.changed();
  }
}
