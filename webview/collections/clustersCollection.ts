import { html, type TemplateResult } from 'lit';
import { decisionCodes } from '../../src/core/decisions/decision';
import type { View } from '../../src/protocol/dataset';
import type { PileCluster, PileClusters } from '../../src/protocol/sorting';
import type { Page } from '../state/page';
import { t } from '../strings';
import type { Collection } from './collection';
import { ProposalsCollection } from './proposalsCollection';

const unsorted = 'is:unsorted is:undecided';

/** Clusters of a pile by a few representatives each: one key labels all images of the cluster. */
export class ClustersCollection implements Collection {
  readonly title = t('Clusters of unsorted images');
  readonly goesOn = true;
  readonly whenEmpty = { title: t('No unsorted images are left'), text: t('Every image has a class or a decision.') };
  private found: PileClusters | undefined;
  private readonly clusterOf = new Map<number, PileCluster>();

  constructor(private readonly page: Page) {}

  async load(keepOrder: boolean): Promise<View> {
    if (!keepOrder || !this.found)
      this.found = await this.page.host.request('clusterPile', { query: unsorted, count: 0 });
    this.clusterOf.clear();
    const order: number[] = [];
    const groups: { label: string; start: number }[] = [];
    this.found.clusters.forEach((cluster, i) => {
      groups.push({ label: clusterText(i + 1, cluster), start: order.length });
      order.push(...cluster.representatives);
      for (const row of cluster.rows) this.clusterOf.set(row, cluster);
    });
    const single = Array.from(this.found.random).filter((row) => !order.includes(row));
    if (single.length > 0) {
      groups.push({ label: t('Drawn at random, so that rare kinds are met; each for itself.'), start: order.length });
      order.push(...single);
      for (const row of single) this.clusterOf.delete(row);
    }
    return { order: Uint32Array.from(order), notes: [], groups };
  }

  expand(rows: Uint32Array): Uint32Array {
    if (this.page.selection.size > 0) return rows;
    return Uint32Array.from(new Set(Array.from(rows).flatMap((row) => this.membersOf(row))));
  }

  /** Through with the clusters: the rest is proposed. */
  async next(page: Page): Promise<boolean> {
    const { left, labelled } = await page.host.request('pileState', {});
    if (left === 0 || labelled.filter((images) => images > 0).length < 2) return false;
    await page.shown.hold(page.shown.open(new ProposalsCollection(page)));
    return true;
  }

  strip(): TemplateResult {
    const { found } = this;
    const text = found
      ? t(
          '{0} images. c names a class for the whole cluster, a digit or g (garbage) gives one; with images selected (Space) only for those. p proposes the rest.',
          found.images,
        )
      : t('Clusters come up when the images are read.');
    return html`
      <strong class="strip-title">${this.title}</strong>
      <span class="strip-text">${text}</span>
    `;
  }

  /** The row's whole cluster, without what was decided meanwhile. */
  private membersOf(row: number): number[] {
    const cluster = this.clusterOf.get(row);
    if (!cluster) return [row];
    return [...cluster.rows].filter(
      (one) => one === row || this.page.images.table.decisionCode(one) === decisionCodes.none,
    );
  }
}

function clusterText(number: number, { rows, representatives, copies }: PileCluster): string {
  const shown = representatives.length;
  const text =
    rows.length === shown
      ? t('Cluster {0}: all of its {1} images', number, shown)
      : t('Cluster {0}: {1} images, {2} shown', number, rows.length, shown);
  // A sentence: the number of images stands in it.
  return `${copies > 0 ? `${text}, ${t('{0} near-copies left out', copies)}` : text}.`;
}
