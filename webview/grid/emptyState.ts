import { html, nothing, type TemplateResult } from 'lit';
import { parseQuery } from '../../src/core/query/query';
import type { DatasetSummary } from '../../src/protocol/dataset';
import { SpotCheckCollection } from '../collections/spotCheckCollection';
import { Panel } from '../panel';
import type { Topic } from '../state/pageSignals';
import { t } from '../strings';
import { emptyCard } from '../emptyCard';

/** What stands in the place of the grid when there is no image to show: why, and what to do next. */
export class EmptyState extends Panel {
  protected override readonly topics: readonly Topic[] = ['view', 'summary', 'progress'];

  protected override render(): TemplateResult | typeof nothing {
    const { page } = this;
    if (page.shown.total > 0 || page.shown.isLoading) return nothing;
    const { summary } = page;
    const isBusy = page.progress.has('scan') || page.progress.has('index');
    if (summary.images === 0)
      return isBusy
        ? emptyCard('search', t('Looking for images'), [summary.root], nothing)
        : emptyCard(
            'file-media',
            t('No images in this folder'),
            noImages(summary.root, summary.skipped),
            summary.skipped + summary.unreadable > 0
              ? this.link(t('Show Left-Out Files'), () => page.command('showLeftOutFiles'))
              : nothing,
          );
    const empty = page.shown.collection?.whenEmpty;
    const showAll = this.link(t('Show All Images'), () => void page.shown.show({ query: '' }));
    if (empty) return emptyCard('pass', empty.title, [empty.text], showAll);
    const searched = searchedForSuspicious(page.shown.view.request.query, summary);
    if (searched === undefined)
      return emptyCard('filter', t('No image is found by this query'), [page.shown.view.request.query], showAll);
    if (summary.ranking.kind === 'none')
      return emptyCard('info', t('No ranking yet'), [summary.ranking.reason], showAll);
    const title = t('No suspicious labels among {0} images', searched);
    const check = this.link(t('Spot-Check 50'), () => void SpotCheckCollection.open(page));
    return emptyCard('pass', title, [t('A random sample tells how many may be left.')], html`${check} ${showAll}`);
  }

  private link(text: string, run: () => void): TemplateResult {
    return html`<button class="button" @click=${run}>${text}</button>`;
  }
}

/** Among how many images the query looked for suspicious ones; undefined where it asked for something else too. */
function searchedForSuspicious(query: string, summary: DatasetSummary): number | undefined {
  const { terms } = parseQuery(query);
  const rest = terms.filter((term) => !(term.field === 'is' && term.state === 'suspicious' && !term.negated));
  if (rest.length === terms.length) return undefined;
  if (rest.length === 0) return summary.images;
  const [only] = rest;
  if (rest.length > 1 || only.field !== 'class' || only.negated) return undefined;
  return summary.classes.filter(({ name }) => only.values.includes(name)).reduce((n, { images }) => n + images, 0);
}

function noImages(root: string, skipped: number): string[] {
  return [
    t('Looked in {0} for jpg, png, webp, gif, bmp, tiff and avif by content.', root),
    skipped > 0 ? t('Files left out: {0}.', skipped) : t('The folder holds no files.'),
  ];
}

customElements.define('winnow-empty-state', EmptyState);
