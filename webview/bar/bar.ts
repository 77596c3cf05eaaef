import { html, nothing, type TemplateResult } from 'lit';
import type { EngineMessage, TaskProgress } from '../../src/protocol/notifications';
import { PendingCollection } from '../collections/pendingCollection';
import { SpotCheckCollection } from '../collections/spotCheckCollection';
import { reviewText } from '../health/review';
import { Panel } from '../panel';
import type { Topic } from '../state/pageSignals';
import { beginPass } from '../state/pass';
import { shown, t } from '../strings';
import { icon, toolButton } from '../toolButton';
import { pendingCount, pendingShort, pendingText } from './pendingText';
import { predictionsBadge } from './predictionsBadge';
import { rankingText } from './rankingText';
import { progressTemplate } from './progress';

/** Work that ends sooner is not worth a word. */
const quietMs = 300;
/** Characters of a message that needs no more room than the bar has. */
const alwaysFits = 40;

/** The one bar below the grid, always there: what is pending, what goes on, what can be done next. */
export class Bar extends Panel {
  protected override readonly topics: readonly Topic[] = ['summary', 'progress', 'message', 'selection', 'view'];
  /** The message that is shown in full, above the bar. */
  private whole: EngineMessage | undefined;
  private readonly seen = new Map<TaskProgress['task'], number>();

  protected override render(): TemplateResult {
    const { page } = this;
    const pending = pendingCount(page.summary);
    const selected = page.selection.size;
    const canUndo = pending === 0 && page.summary.canUndoApply;
    const words = html`<span class="when-wide">${pendingText(page.summary, false)}</span>
      <span class="when-narrow" aria-hidden="true">${pendingShort(page.summary)}</span>`;
    return html`<footer
      class="bar ${page.message ? 'has-message' : ''} ${canUndo ? 'has-undo' : ''}"
      aria-label=${t('State')}
    >
      <span class="bar-pending" title=${pendingText(page.summary, true)}>
        ${selected > 1 ? html`<strong>${t('{0} selected', selected)}</strong>` : nothing}
        ${pending > 0 ? this.link(words, () => void page.shown.open(new PendingCollection(page)), pendingText(page.summary, false)) : words}
      </span>
      ${predictionsBadge(page)} ${this.message()} ${this.working()}
      <span class="bar-end">
        ${page.shown.wouldMove > 0 ? this.link(t('Reorder {0} (r)', page.shown.wouldMove), () => void beginPass(page)) : nothing}
        ${
          canUndo
            ? html`<button class="button" ?disabled=${!page.mayChange} @click=${() => page.command('undoApply')}>
                ${t('Undo Last Apply')}
              </button>`
            : nothing
        }
        <button
          class="button primary"
          ?disabled=${pending === 0 || !page.mayChange}
          @click=${() => page.overlays.openDialog('apply')}
        >
          ${t('Apply…')}
        </button>
      </span>
    </footer>`;
  }

  private message(): TemplateResult | typeof nothing {
    const { message } = this.page;
    if (!message) return nothing;
    const isWhole = this.whole === message;
    return html`<span class="bar-message is-${message.severity} ${isWhole ? 'is-whole' : ''}">
      ${icon(message.severity)}
      <span class="bar-message-text" title=${shown(message.text)}>${shown(message.text)}</span>
      ${
        message.text.length > alwaysFits
          ? toolButton({
              icon: isWhole ? 'chevron-down' : 'chevron-up',
              title: t('Whole Message'),
              isExpanded: isWhole,
              run: () => this.showWhole(isWhole ? undefined : message),
            })
          : nothing
      }
      ${toolButton({ icon: 'close', title: t('Dismiss'), run: () => this.page.dismissMessage() })}
    </span>`;
  }

  private showWhole(message: EngineMessage | undefined): void {
    this.whole = message;
    this.requestUpdate();
  }

  private working(): TemplateResult {
    const { page } = this;
    const now = performance.now();
    for (const task of this.seen.keys()) if (!page.progress.has(task)) this.seen.delete(task);
    for (const task of page.progress.keys())
      if (!this.seen.has(task)) {
        this.seen.set(task, now);
        window.setTimeout(() => this.requestUpdate(), quietMs);
      }
    const shown = [...page.progress.values()].find(({ task }) => now - (this.seen.get(task) ?? now) >= quietMs - 1);
    if (shown) return progressTemplate(page, shown);
    const { review } = page.insights;
    // A pile without classes has no label that could be wrong.
    if (
      page.mayChange &&
      review &&
      review.images > 0 &&
      page.summary.reviewed > 0 &&
      page.summary.ranking.kind === 'fitted'
    )
      return html`<span class="bar-ranking" title=${rankingText(page.summary)}>
        <span class="for-readers">${rankingText(page.summary)}</span>
        <span class="bar-review">${reviewText(review)}</span>
        ${this.link(t('Spot-Check 50'), () => void SpotCheckCollection.open(page))}
      </span>`;
    return html`<span class="bar-ranking"
      >${page.mayChange ? rankingText(page.summary) : t('Restricted: looking only')}</span
    >`;
  }

  private link(text: string | TemplateResult, run: () => void, label?: string): TemplateResult {
    return html`<button class="link" aria-label=${label ?? nothing} @click=${run}>${text}</button>`;
  }
}

customElements.define('winnow-bar', Bar);
