import { html, nothing, type TemplateResult } from 'lit';
import type { FindingKindSummary } from '../../src/protocol/findings';
import { FindingsCollection } from '../collections/findingsCollection';
import { findingIcon, findingName } from '../collections/findingNames';
import type { Page } from '../state/page';
import { t } from '../strings';
import { railItem } from './railItem';

/** Labels and unreadable files have lines of their own, which the query finds too. */
const ownLines: readonly FindingKindSummary['kind'][] = ['label', 'unreadable'];

/** The kinds of findings with what is left to do; those that concern most of the set are folded away. */
export function findingItems(page: Page, done: (byMouse: boolean) => void): TemplateResult {
  const kinds = page.insights.findings.kinds.filter(
    // What was just accepted stays until it is applied: the lines below do not move away under the hand.
    ({ kind, open, pending, dismissed }) => !ownLines.includes(kind) && open + pending + dismissed > 0,
  );
  const quiet = kinds.filter(({ isProperty }) => isProperty);
  const line = (found: FindingKindSummary): TemplateResult =>
    railItem({
      name: findingName(found),
      icon: findingIcon(found),
      count: found.open,
      unit: t(' findings'),
      isCurrent: page.shown.collection?.title === findingName(found),
      run: (byMouse) => {
        void page.shown.open(new FindingsCollection(page, found));
        done(byMouse);
      },
    });
  return html`
    ${kinds.filter(({ isProperty }) => !isProperty).map(line)}
    ${
      quiet.length > 0
        ? html`<details class="rail-quiet">
            <summary>${t('{0} more, true of much of the set', quiet.length)}</summary>
            ${quiet.map(line)}
          </details>`
        : nothing
    }
    ${page.insights.findings.state === 'computing' ? html`<p class="rail-note">${t('Looking for findings')}</p>` : nothing}
  `;
}
