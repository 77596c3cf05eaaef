import { html, nothing, type TemplateResult } from 'lit';
import type { ClassSummary } from '../../src/protocol/dataset';
import { Panel } from '../panel';
import type { Page } from '../state/page';
import type { Topic } from '../state/pageSignals';
import { formatCount, t } from '../strings';
import { toolButton } from '../toolButton';
import { hasFilter, toggleFilter } from '../toolbar/queryTerms';
import type { Collection } from '../collections/collection';
import { ClustersCollection } from '../collections/clustersCollection';
import { ProposalsCollection } from '../collections/proposalsCollection';
import { digitRank } from './digitRank';
import { findingItems } from './findingItems';
import { railItem } from './railItem';

/** So many classes are listed at a time; a filter finds the others. */
const listed = 200;
const filterFrom = 20;

/** Left of the grid: classes with their digits, subsets, and what was found. */
export class Rail extends Panel {
  protected override readonly topics: readonly Topic[] = ['summary', 'view', 'panels', 'findings'];
  private filter = '';

  protected override render(): TemplateResult {
    const { page } = this;
    const { summary } = page;
    const { query } = page.shown.view.request;
    return html`<nav class="rail" aria-label=${t('Classes and Findings')}>
      <div class="rail-scroll">
        ${railItem({
          name: t('All images'),
          icon: 'files',
          count: summary.images,
          isCurrent: query === '' && !page.shown.collection,
          run: (byMouse) => this.go('', byMouse),
        })}
        <button
          class="rail-layout"
          title=${t('How the folder is understood. Choose Layout…')}
          ?disabled=${!page.mayChange}
          @click=${() => page.command('chooseLayout')}
        >
          ${t('Layout: {0}', summary.layout)}
        </button>
        <h2 class="rail-title">${t('Classes')}<span>${formatCount(summary.classes.length)}</span></h2>
        ${summary.classes.length >= filterFrom ? this.filterLine() : nothing} ${this.classes(query)}
        ${
          summary.unsorted > 0
            ? railItem({
                name: t('unsorted'),
                isQuiet: true,
                count: summary.unsorted,
                isCurrent: hasFilter(query, { negated: false, field: 'is', state: 'unsorted' }),
                run: (byMouse) =>
                  this.go(toggleFilter(query, { negated: false, field: 'is', state: 'unsorted' }), byMouse),
              })
            : nothing
        }
        ${summary.subsets.length > 0 ? html`<h2 class="rail-title">${t('Subsets')}</h2>` : nothing}
        ${summary.subsets.map(({ name, images }) =>
          railItem({
            name,
            count: images,
            isCurrent: hasFilter(query, { negated: false, field: 'subset', values: [name] }),
            run: (byMouse) =>
              this.go(toggleFilter(query, { negated: false, field: 'subset', values: [name] }), byMouse),
          }),
        )}
        <h2 class="rail-title">
          ${t('Findings')}
          ${toolButton({
            icon: 'pulse',
            title: t('Dataset Health: confusion, classes, sources'),
            label: t('Dataset Health'),
            run: () => page.overlays.openDialog('health'),
          })}
        </h2>
        ${railItem({
          name: t('labels'),
          icon: 'warning',
          iconState: 'doubtful',
          count: summary.suspicious,
          isCurrent: hasFilter(query, { negated: false, field: 'is', state: 'suspicious' }),
          hint: t('Labels that the model doubts'),
          run: (byMouse) => this.go(toggleFilter(query, { negated: false, field: 'is', state: 'suspicious' }), byMouse),
        })}
        ${findingItems(page, (byMouse) => this.went(byMouse))}
        ${
          summary.unreadable > 0
            ? railItem({
                name: t('unreadable'),
                icon: 'error',
                iconState: 'wrong',
                count: summary.unreadable,
                isCurrent: hasFilter(query, { negated: false, field: 'is', state: 'unreadable' }),
                run: (byMouse) =>
                  this.go(toggleFilter(query, { negated: false, field: 'is', state: 'unreadable' }), byMouse),
              })
            : nothing
        }
        ${
          summary.skipped > 0
            ? railItem({
                name: t('left out'),
                icon: 'circle-slash',
                count: summary.skipped,
                unit: t(' files'),
                isCurrent: false,
                hint: t('Files that are no images Winnow can read: listed with the reason'),
                run: () => page.command('showLeftOutFiles'),
              })
            : nothing
        }
        ${this.learned()} ${this.savedQueries(query)}
      </div>
    </nav>`;
  }

  private classes(query: string): TemplateResult {
    const wanted = this.filter.toLowerCase();
    const found = inOrder(this.page.summary.classes).filter(({ name }) => name.toLowerCase().includes(wanted));
    return html`
      ${found.slice(0, listed).map((one) =>
        railItem({
          name: one.name,
          className: one.name,
          digit: one.digit,
          count: one.images,
          suspicious: one.suspicious,
          coming: one.coming,
          isCurrent: hasFilter(query, { negated: false, field: 'class', values: [one.name] }),
          run: (byMouse) =>
            this.go(toggleFilter(query, { negated: false, field: 'class', values: [one.name] }), byMouse),
        }),
      )}
      ${
        found.length > listed
          ? html`<p class="rail-note">${t('{0} more. Filter to find them.', found.length - listed)}</p>`
          : nothing
      }
      ${found.length === 0 && wanted ? html`<p class="rail-note">${t('No class has this name.')}</p>` : nothing}
    `;
  }

  private filterLine(): TemplateResult {
    return html`<input
      class="rail-filter"
      type="text"
      spellcheck="false"
      placeholder=${t('Filter classes')}
      aria-label=${t('Filter classes')}
      .value=${this.filter}
      @input=${(event: InputEvent) => {
        if (event.target instanceof HTMLInputElement) this.filter = event.target.value;
        this.requestUpdate();
      }}
    />`;
  }

  /** What the decisions so far have taught: more of what was thrown out, the rest of a pile. */
  private learned(): TemplateResult | typeof nothing {
    const { page } = this;
    const { summary } = page;
    const rejects = summary.pending.delete + summary.pending['set-aside'];
    if (rejects + summary.unsorted === 0) return nothing;
    return html`
      <h2 class="rail-title">${t('Learned')}</h2>
      ${
        rejects > 0
          ? railItem({
              name: t('likely rejects'),
              icon: 'trash',
              isCurrent: page.shown.view.request.sort === 'reject',
              hint: t('Undecided images, those most like what was deleted or set aside first'),
              run: (byMouse) => {
                void page.shown.show({ query: 'is:undecided', sort: 'reject', group: 'none' });
                this.went(byMouse);
              },
            })
          : nothing
      }
      ${
        summary.unsorted > 0
          ? [
              this.collection(
                ClustersCollection,
                t('clusters'),
                'type-hierarchy',
                t('Unsorted images by what they look like: one key labels a cluster'),
              ),
              this.collection(
                ProposalsCollection,
                t('sort the pile'),
                'sort-precedence',
                t('Proposed classes for unsorted images, at a precision that you choose'),
              ),
            ]
          : nothing
      }
    `;
  }

  private collection(kind: new (page: Page) => Collection, name: string, icon: string, hint: string): TemplateResult {
    return railItem({
      name,
      icon,
      hint,
      isCurrent: this.page.shown.collection instanceof kind,
      run: (byMouse) => {
        void this.page.shown.open(new kind(this.page));
        this.went(byMouse);
      },
    });
  }

  private savedQueries(current: string): TemplateResult | typeof nothing {
    const saved = [...this.page.summary.savedQueries].reverse();
    if (saved.length === 0) return nothing;
    return html`
      <h2 class="rail-title">${t('Queries')}</h2>
      ${saved.map((query) =>
        railItem({
          name: query,
          icon: 'star-full',
          isCurrent: query === current,
          run: (byMouse) => this.go(query === current ? '' : query, byMouse),
        }),
      )}
    `;
  }

  private go(query: string, byMouse: boolean): void {
    void this.page.shown.show({ query });
    this.went(byMouse);
  }

  private went(byMouse: boolean): void {
    this.page.panels.close('rail');
    if (byMouse) this.dispatchEvent(new CustomEvent('winnow-focus-grid', { bubbles: true }));
  }
}

/** Pinned classes in the order of the digit row, then the others by name. */
function inOrder(classes: readonly ClassSummary[]): ClassSummary[] {
  return [...classes].sort((a, b) => digitRank(a) - digitRank(b) || byName.compare(a.name, b.name));
}

const byName = new Intl.Collator(undefined, { numeric: true });

customElements.define('winnow-rail', Rail);
