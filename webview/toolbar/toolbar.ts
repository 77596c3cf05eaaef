import { html, nothing, type TemplateResult } from 'lit';
import { groupings, type Grouping, type SortKey } from '../../src/protocol/dataset';
import { Panel } from '../panel';
import { zoomSteps } from '../state/appearance';
import type { Topic } from '../state/pageSignals';
import { formatCount, shown, t } from '../strings';
import { icon, toolButton } from '../toolButton';
import type { MenuSection } from './menuButton';
import './menuButton';
import { breadcrumbs } from './queryTerms';
import './queryLine';

const sorts: readonly SortKey[] = ['suspicion', 'margin', 'loss', 'confidence', 'reject', 'name'];

/** A breadcrumb and the query that leads there. */
interface Step {
  readonly text: string;
  readonly query: string | undefined;
}

/** The one row above the grid: where one is, the query, what it found, and how it is shown. */
export class Toolbar extends Panel {
  protected override readonly topics: readonly Topic[] = ['view', 'summary', 'layout', 'panels'];

  protected override render(): TemplateResult {
    const { page } = this;
    const { appearance, overlays } = page;
    // While files are read, more are listed than turn out to be images.
    const all = Math.max(page.shown.total, page.summary.images);
    return html`
      ${toolButton({
        icon: 'list-tree',
        title: t('Classes and Findings'),
        isPressed: page.panels.isShown('rail'),
        run: () => page.panels.toggle('rail'),
      })}
      ${this.crumbs()}
      <winnow-query-line .page=${page}></winnow-query-line>
      <span class="count" title=${t('Images found, of all images')}>
        ${formatCount(page.shown.total)}<span class="count-all">${` ${t('of {0}', all)}`}</span>
      </span>
      <winnow-menu-button
        icon="list-ordered"
        label=${t('Sort and Group')}
        text=${sortName(page.shown.view.request.sort)}
        .sections=${this.menu()}
      ></winnow-menu-button>
      <span class="tools zoom">
        ${toolButton({
          icon: 'zoom-out',
          title: t('Smaller (-)'),
          isDisabled: appearance.zoom === 0,
          run: () => appearance.setZoom(appearance.zoom - 1),
        })}
        ${toolButton({
          icon: 'zoom-in',
          title: t('Larger (+)'),
          isDisabled: appearance.zoom === zoomSteps.length - 1,
          run: () => appearance.setZoom(appearance.zoom + 1),
        })}
      </span>
      <span class="tools">
        ${toolButton({
          icon: 'graph-scatter',
          title: t('Embedding Map'),
          className: 'map-toggle',
          isPressed: overlays.mapPlace !== 'closed',
          run: () => overlays.setMap(overlays.mapPlace === 'closed'),
        })}
        ${toolButton({
          icon: 'layout-sidebar-right',
          title: t('Inspector'),
          isPressed: page.panels.isShown('inspector'),
          run: () => page.panels.toggle('inspector'),
        })}
        ${toolButton({
          icon: 'settings-gear',
          title: t('Settings'),
          className: 'settings',
          run: () => page.command('openSettings'),
        })}
        ${toolButton({ icon: 'question', title: t('All Keys (?)'), run: () => overlays.openDialog('help') })}
      </span>
    `;
  }

  private crumbs(): TemplateResult {
    const { page } = this;
    const { summary } = page;
    const { collection } = page.shown;
    // A collection is no query: its step runs none, but loads it anew.
    const where: readonly Step[] = collection
      ? [{ text: collection.title, query: undefined }]
      : breadcrumbs(page.shown.view.request.query);
    const steps: readonly Step[] = [{ text: summary.name, query: '' }, ...where];
    return html`<h1 class="for-readers">${shown(page.summary.name)}</h1>
      <nav class="crumbs" aria-label=${t('Where You Are')}>
        ${steps.map(
          ({ text, query }, i) => html`
            ${i > 0 ? icon('chevron-right') : nothing}
            <button
              class="crumb"
              title=${i === 0 ? page.summary.root : text}
              aria-current=${i === steps.length - 1 ? 'page' : nothing}
              @click=${() => void page.shown.show(query === undefined ? {} : { query })}
            >
              <bdi>${shown(text)}</bdi>
            </button>
          `,
        )}
      </nav>`;
  }

  private menu(): MenuSection[] {
    const { page } = this;
    const { sort, group } = page.shown.view.request;
    return [
      {
        label: t('Sort by'),
        items: sorts.map((key) => ({
          label: sortName(key),
          kind: 'radio',
          checked: key === sort,
          run: () => page.shown.setSort(key),
        })),
      },
      {
        label: t('Group by'),
        items: groupings.map((key) => ({
          label: groupName(key),
          kind: 'radio',
          checked: key === group,
          run: () => page.shown.setGroup(key),
        })),
      },
      {
        label: t('Show'),
        items: [
          {
            label: t('File names'),
            kind: 'checkbox',
            checked: page.appearance.showNames,
            run: () => page.appearance.setShowNames(!page.appearance.showNames),
          },
        ],
      },
    ];
  }
}

function sortName(key: SortKey): string {
  switch (key) {
    case 'suspicion':
      return t('Suspicion');
    case 'margin':
      return t('Margin');
    case 'loss':
      return t('Loss');
    case 'confidence':
      return t('Confidence');
    case 'reject':
      return t('Likely rejects');
    case 'similarity':
      return t('Similarity');
    case 'name':
      return t('Name');
  }
}

function groupName(key: Grouping): string {
  switch (key) {
    case 'none':
      return t('Nothing');
    case 'class':
      return t('Class');
    case 'predicted':
      return t('Predicted class');
    case 'finding':
      return t('Finding');
    case 'source':
      return t('Source');
    case 'decision':
      return t('Decision');
  }
}

customElements.define('winnow-toolbar', Toolbar);
