import { nothing, type TemplateResult } from 'lit';
import { messageOf } from '../../src/core/messageOf';
import type { Completion } from '../../src/core/query/queryCompletion';
import type { Page } from '../state/page';
import { t } from '../strings';
import { toolButton } from '../toolButton';

/** Saved queries as what an empty line offers, the newest first. */
export function savedQueryCompletions(saved: readonly string[]): Completion[] {
  return saved.map((text) => ({ from: 0, to: 0, text, isOpen: false })).reverse();
}

/** The star in the query line: the query that is shown is remembered, or no longer. */
export function savedQueryButton(page: Page): TemplateResult | typeof nothing {
  const { query } = page.shown.view.request;
  if (query === '' || !page.mayChange) return nothing;
  const isSaved = page.summary.savedQueries.includes(query);
  return toolButton({
    icon: isSaved ? 'star-full' : 'star-empty',
    title: isSaved ? t('Forget This Query') : t('Save This Query'),
    className: 'saved-query',
    isPressed: isSaved,
    run: () => saveQuery(page, query, !isSaved),
  });
}

function saveQuery(page: Page, query: string, isSaved: boolean): void {
  page.host
    .request('saveQuery', { query, isSaved })
    .catch((error: unknown) => page.say('error', t('The query was not saved: {0}', messageOf(error))));
}
