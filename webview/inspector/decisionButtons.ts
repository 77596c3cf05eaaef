import { html, type TemplateResult } from 'lit';
import { decide } from '../actions';
import type { Page } from '../state/page';
import { proposedDecision } from '../state/proposal';
import { t } from '../strings';
import { toolButton } from '../toolButton';

/** The decisions by mouse; each says its key. */
export function decisionButtons(page: Page): TemplateResult {
  const row = page.shown.focusRow;
  const accept = row < 0 ? undefined : acceptText(page, row);
  // Where there is a decision already, the proposal is no longer what is to be done next.
  const isOpen = row >= 0 && page.decisions.isUndecided(row);
  const button = (icon: string, title: string, run: () => void) =>
    toolButton({ icon, title, run, isDisabled: !page.mayChange });
  return html`<div class="decisions" role="group" aria-label=${t('Decide')}>
    <button
      class="button accept ${isOpen && accept !== undefined ? 'primary' : ''}"
      title=${t('Accept (Enter)')}
      ?disabled=${!page.mayChange || accept === undefined}
      @click=${() => void page.decisions.accept()}
    >
      <bdi>${accept ?? t('Nothing proposed yet')}</bdi>
    </button>
    ${button('tag', t('Pick a Class (c)'), () => page.overlays.openDialog('classes'))}
    ${button('check', t('Keep (k)'), () => decide(page, { kind: 'keep' }))}
    ${button('arrow-right', t('Set Aside (s)'), () => decide(page, { kind: 'set-aside' }))}
    ${button('trash', t('Delete (x)'), () => decide(page, { kind: 'delete' }))}
    ${button('discard', t('Clear Decision (u)'), () => void page.decisions.decide(null))}
  </div>`;
}

/** What Enter does with the image here: what the findings shown propose, or its suggested label. */
function acceptText(page: Page, row: number): string | undefined {
  const { collection } = page.shown;
  if (collection?.acceptText) return collection.acceptText(row);
  const proposed = proposedDecision(page.images.table, row);
  if (proposed?.kind === 'relabel') return t('Relabel to {0}', proposed.to);
  return proposed && t('Keep');
}
