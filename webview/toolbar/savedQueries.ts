import { nothing, type TemplateResult } from 'lit';
import { messageOf } from '../../src/core/messageOf';
import type { Completion } from '../../src/core/query/queryCompletion';
import type { Page } from '../state/page';
import { t } from '../strings';
import { toolButton } from '../toolButton';

/** More than anybody looks through; the oldest goes. */
const most = 100;

/** Saved queries as what an empty line offers, the newest first. */
export function savedQueryCompletions(saved: readonly string[]): Completion[] {
  return saved.map((text) => ({ from: 0, to: 0, text, isOpen: false })).reverse();
}

/** The star in the query line: the query that is shown is remembered, or no longer. */
export function savedQueryButton(page: Page): TemplateResult | typeof nothing {
  const { query } = page.shown.view.request;
  if (query === '' || !page.mayChange) return nothing;
  const saved = page.summary.savedQueries;
  const isSaved = saved.includes(query);
  const others = saved.filter((other) => other !== query);
  return toolButton({
    icon: isSaved ? 'star-full' : 'star-empty',
    title: isSaved ? t('Forget This Query') : t('Save This Query'),
    className: 'saved-query',
    isPressed: isSaved,
    run: () => saveQueries(page, isSaved ? others : [...others, query].slice(-most)),
  });
}

function saveQueries(page: Page, queries: readonly string[]): void {
  page.host
    .request('saveQueries', { queries: [...queries] })
    .catch((error: unknown) => page.say('error', t('The query was not saved: {0}', messageOf(error))));
}
