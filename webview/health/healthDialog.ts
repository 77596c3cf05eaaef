import { html, nothing, type TemplateResult } from 'lit';
import { messageOf } from '../../src/core/messageOf';
import type { ClassHealth, ConfusionMatrix, Source } from '../../src/protocol/findings';
import type { ReviewReport } from '../../src/protocol/sorting';
import { DialogPanel } from '../dialogs/dialogPanel';
import type { Dialog } from '../state/overlays';
import { formatQuery } from '../../src/core/query/queryText';
import { shown, t } from '../strings';
import { classHealthTemplate, type ClassActions } from './classHealth';
import { confusionTemplate } from './confusion';
import { reviewTemplate } from './review';
import { sourcesTemplate } from './sources';

interface Loaded {
  /** Undefined before there is a ranking. */
  readonly matrix: ConfusionMatrix | undefined;
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
              ${loaded.review && loaded.review.classes.length > 0 ? reviewTemplate(loaded.review) : nothing}
              ${loaded.matrix ? confusionTemplate(loaded.matrix, go) : nothing}
              ${classHealthTemplate(loaded.classes, { go, ...this.changes() })} ${sourcesTemplate(loaded.sources, go)}
            `
          : nothing
      }
    </div>`;
  }

  private async load(): Promise<void> {
    const { host, summary } = this.page;
    const ranked = summary.ranking.kind === 'fitted';
    try {
      const [matrix, classes, sources, review] = await Promise.all([
        ranked ? host.request('confusionMatrix', {}) : undefined,
        host.request('classHealth', {}),
        host.request('sources', {}),
        ranked ? host.request('reviewReport', { query: '' }) : undefined,
      ]);
      this.loaded = { matrix, classes, sources, review };
    } catch (error) {
      this.problem = messageOf(error);
    }
    this.requestUpdate();
  }

  /** What changes the dataset, where that is allowed. */
  private changes(): Omit<ClassActions, 'go'> {
    if (!this.page.mayChange) return {};
    return {
      merge: (from, to) => void this.merge(from, to),
      removeFolder: (folder) => void this.removeFolder(folder),
    };
  }

  private async merge(from: string, to: string): Promise<void> {
    const { page } = this;
    try {
      const images = await page.host.request('mergeClasses', { from, to });
      this.go(formatQuery([{ negated: false, field: 'class', values: [from] }]));
      page.say(
        'info',
        t(
          '{0} images of {1} are relabelled to {2}: pending. Apply Changes moves them and removes the empty folder.',
          images,
          shown(from),
          shown(to),
        ),
      );
    } catch (error) {
      this.problem = messageOf(error);
      this.requestUpdate();
    }
  }

  private async removeFolder(folder: string): Promise<void> {
    const { page } = this;
    try {
      const { skipped } = await page.host.request('removeEmptyFolders', { folders: [folder] });
      if (skipped.length === 0) page.say('info', t('{0} was removed. Undo Last Apply makes it again.', shown(folder)));
      else page.say('warning', `${shown(folder)}: ${shown(skipped[0].reason)}`);
      await this.load();
    } catch (error) {
      this.problem = messageOf(error);
      this.requestUpdate();
    }
  }

  private go(query: string): void {
    this.close();
    void this.page.shown.show({ query });
  }
}

customElements.define('winnow-health', HealthDialog);
