import { html, type TemplateResult } from 'lit';
import { decide } from '../actions';
import type { Page } from '../state/page';
import { proposedDecision } from '../state/proposal';
import { t } from '../strings';

/** The decisions by mouse; each says its key. */
export function decisionButtons(page: Page): TemplateResult {
  const row = page.focusRow;
  const proposed = row < 0 ? undefined : proposedDecision(page.table, row);
  const accept = proposed?.kind === 'relabel' ? t('Relabel to {0}', proposed.to) : t('Keep');
  const button = (icon: string, label: string, run: () => void) =>
    html`<button class="tool" title=${label} aria-label=${label} ?disabled=${!page.mayChange} @click=${run}>
      <span class="codicon codicon-${icon}" aria-hidden="true"></span>
    </button>`;
  return html`<div class="decisions" role="group" aria-label=${t('Decide')}>
    <button
      class="button primary accept"
      title=${t('Accept (Enter)')}
      ?disabled=${!page.mayChange || proposed === undefined}
      @click=${() => void page.accept()}
    >
      <bdi>${accept}</bdi>
    </button>
    ${button('tag', t('Pick a Class (c)'), () => page.open('classes'))}
    ${button('check', t('Keep (k)'), () => decide(page, { kind: 'keep' }))}
    ${button('arrow-right', t('Set Aside (s)'), () => decide(page, { kind: 'set-aside' }))}
    ${button('trash', t('Delete (x)'), () => decide(page, { kind: 'delete' }))}
    ${button('discard', t('Clear Decision (u)'), () => void page.decide(null))}
  </div>`;
}
