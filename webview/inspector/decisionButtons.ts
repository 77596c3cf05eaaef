import { html, type TemplateResult } from 'lit';
import { decide } from '../actions';
import type { Page } from '../state/page';
import { proposedDecision } from '../state/proposal';
import { t } from '../strings';
import { toolButton } from '../toolButton';

/** The decisions by mouse; each says its key. */
export function decisionButtons(page: Page): TemplateResult {
  const row = page.shown.focusRow;
  const proposed = row < 0 ? undefined : proposedDecision(page.images.table, row);
  // Where there is a decision already, the proposal is no longer what is to be done next.
  const isOpen = row >= 0 && page.decisions.isUndecided(row);
  const accept =
    proposed?.kind === 'relabel'
      ? t('Relabel to {0}', proposed.to)
      : proposed?.kind === 'keep'
        ? t('Keep')
        : t('Nothing proposed yet');
  const button = (icon: string, title: string, run: () => void) =>
    toolButton({ icon, title, run, isDisabled: !page.mayChange });
  return html`<div class="decisions" role="group" aria-label=${t('Decide')}>
    <button
      class="button accept ${isOpen && proposed ? 'primary' : ''}"
      title=${t('Accept (Enter)')}
      ?disabled=${!page.mayChange || proposed === undefined}
      @click=${() => void page.decisions.accept()}
    >
      <bdi>${accept}</bdi>
    </button>
    ${button('tag', t('Pick a Class (c)'), () => page.overlays.openDialog('classes'))}
    ${button('check', t('Keep (k)'), () => decide(page, { kind: 'keep' }))}
    ${button('arrow-right', t('Set Aside (s)'), () => decide(page, { kind: 'set-aside' }))}
    ${button('trash', t('Delete (x)'), () => decide(page, { kind: 'delete' }))}
    ${button('discard', t('Clear Decision (u)'), () => void page.decisions.decide(null))}
  </div>`;
}
