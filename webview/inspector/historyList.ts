import { html, nothing, type TemplateResult } from 'lit';
import type { Decision } from '../../src/core/decisions/decision';
import type { HistoryEntry } from '../../src/core/decisions/decisionHistory';
import { formatDate, shown, t } from '../strings';

/** The newest that are shown. */
const most = 8;

/** What was decided about the image so far, the newest first. */
export function historyList(history: readonly HistoryEntry[]): TemplateResult | typeof nothing {
  if (history.length === 0) return nothing;
  return html`<section>
    <h3>${t('History')}</h3>
    <ol class="history">
      ${history
        .slice(-most)
        .reverse()
        .map(
          (entry) =>
            html`<li>
              <bdi>${shown(entryText(entry))}</bdi>
              <time datetime=${new Date(entry.at).toISOString()}>${formatDate(entry.at)}</time>
            </li>`,
        )}
    </ol>
  </section>`;
}

function entryText({ what, decision }: HistoryEntry): string {
  const text = decision ? decisionWords(decision) : t('decision cleared');
  switch (what) {
    case 'decided':
      return text;
    case 'applied':
      return t('applied: {0}', text);
    case 'undone':
      return t('apply undone: {0}', text);
  }
}

function decisionWords(decision: Decision): string {
  switch (decision.kind) {
    case 'keep':
      return t('keep');
    case 'relabel':
      return decision.to === '' ? t('move to unsorted') : t('relabel to {0}', decision.to);
    case 'delete':
      return t('delete');
    case 'set-aside':
      return t('set aside');
    case 'restore':
      return t('put back');
    case 'convert':
      return t('convert to {0}', decision.format.toUpperCase());
    case 'rename':
      return t('rename to {0}', decision.to);
    case 'split':
      return t('split collage');
  }
}
