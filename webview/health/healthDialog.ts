import { html, nothing, type TemplateResult } from 'lit';
import type { ClassHealth, ConfusionMatrix, Source } from '../../src/protocol/findings';
import type { ReviewReport } from '../../src/protocol/sorting';
import { DialogPanel } from '../dialogs/dialogPanel';
import { messageOf } from '../messages';
import type { Dialog } from '../state/page';
import { t } from '../strings';
import { classHealthTemplate } from './classHealth';
import { confusionTemplate } from './confusion';
import { reviewTemplate } from './review';
import { sourcesTemplate } from './sources';

interface Loaded {
  readonly matrix: ConfusionMatrix;
  readonly classes: ClassHealth;
  readonly sources: readonly Source[];
  readonly review: ReviewReport | undefined;
}

/** The dataset as a whole: how far the review is, what is confused with what, classes, and where bad images come from. */
export class HealthDialog extends DialogPanel {
  protected override readonly dialog: Dialog = 'health';
  private loaded: Loaded | undefined;
  private problem: string | undefined;

  protected override opened(): void {
    this.loaded = undefined;
    this.problem = undefined;
    void this.load();
  }

  protected override heading(): string {
    return t('Dataset Health');
  }

  protected override content(): TemplateResult {
    const { loaded, problem } = this;
    const go = (query: string) => this.go(query);
    return html`<div class="dialog-body health">
      ${problem === undefined ? nothing : html`<p class="problem-text">${problem}</p>`}
      ${
        loaded
          ? html`
              ${loaded.review ? reviewTemplate(loaded.review) : nothing} ${confusionTemplate(loaded.matrix, go)}
              ${classHealthTemplate(loaded.classes, go)} ${sourcesTemplate(loaded.sources, go)}
            `
          : nothing
      }
    </div>`;
  }

  private async load(): Promise<void> {
    const { host, summary } = this.page;
    try {
      const [matrix, classes, sources, review] = await Promise.all([
        host.request('confusionMatrix', {}),
        host.request('classHealth', {}),
        host.request('sources', {}),
        summary.ranking.kind === 'fitted' ? host.request('reviewReport', { query: '' }) : undefined,
      ]);
      this.loaded = { matrix, classes, sources, review };
    } catch (error) {
      this.problem = messageOf(error);
    }
    this.requestUpdate();
  }

  private go(query: string): void {
    this.close();
    void this.page.show({ query });
  }
}

customElements.define('winnow-health', HealthDialog);
