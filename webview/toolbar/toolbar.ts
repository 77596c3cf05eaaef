import { html, nothing, type TemplateResult } from 'lit';
import { groupings, type Grouping, type SortKey } from '../../src/protocol/dataset';
import { Panel } from '../panel';
import { zoomSteps } from '../state/appearance';
import type { Topic } from '../state/pageSignals';
import { formatCount, shown, t } from '../strings';
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
    // While files are read, more are listed than turn out to be images.
    const all = Math.max(page.shown.total, page.summary.images);
    return html`
      ${this.tool('list-tree', t('Classes and Findings'), () => page.panels.toggle('rail'), '', page.panels.isShown('rail'))}
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
        ${this.tool('zoom-out', t('Smaller (-)'), () => page.appearance.setZoom(page.appearance.zoom - 1), '', undefined, page.appearance.zoom === 0)}
        ${this.tool(
          'zoom-in',
          t('Larger (+)'),
          () => page.appearance.setZoom(page.appearance.zoom + 1),
          '',
          undefined,
          page.appearance.zoom === zoomSteps.length - 1,
        )}
      </span>
      <span class="tools">
        ${this.tool('graph-scatter', t('Embedding Map'), () => page.overlays.setMap(page.overlays.mapPlace === 'closed'), 'map-toggle', page.overlays.mapPlace !== 'closed')}
        ${this.tool('layout-sidebar-right', t('Inspector'), () => page.panels.toggle('inspector'), '', page.panels.isShown('inspector'))}
        ${this.tool('settings-gear', t('Settings'), () => page.command('openSettings'), 'settings')}
        ${this.tool('question', t('All Keys (?)'), () => page.overlays.openDialog('help'))}
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
            ${i > 0 ? html`<span class="codicon codicon-chevron-right" aria-hidden="true"></span>` : nothing}
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

  private tool(
    icon: string,
    label: string,
    run: () => void,
    className = '',
    pressed?: boolean,
    disabled = false,
  ): TemplateResult {
    return html`<button
      class="tool ${className}"
      title=${label}
      aria-label=${label}
      aria-pressed=${pressed ?? nothing}
      ?disabled=${disabled}
      @click=${run}
    >
      <span class="codicon codicon-${icon}" aria-hidden="true"></span>
    </button>`;
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
