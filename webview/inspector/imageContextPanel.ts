import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { messageOf } from '../../src/core/messageOf';
import type { ImageContext } from '../../src/protocol/findings';
import { findingIcon, findingName } from '../collections/findingNames';
import { isCancelled } from '../messages';
import { Panel } from '../panel';
import type { Topic } from '../state/pageSignals';
import { shown, t } from '../strings';
import { icon } from '../toolButton';
import './neighbourStrip';

/** Longer than the rest of the inspector waits: it costs a pass over all embeddings. */
const settleMs = 150;

/** What was found about the focused image, and the images most like it in the given and the suggested class. */
export class ImageContextPanel extends Panel {
  protected override readonly topics: readonly Topic[] = ['focus', 'view', 'findings'];
  private context: { readonly row: number; readonly found: ImageContext } | undefined;
  private asked = -1;
  private timer: number | undefined;

  private stopFollowing: (() => void) | undefined;

  override connectedCallback(): void {
    this.asked = -1;
    // Before the panel's own listener: what is drawn next asks again.
    this.stopFollowing = this.page.changed.on((topic) => {
      if (topic === 'findings') this.asked = -1;
    });
    super.connectedCallback();
  }

  override disconnectedCallback(): void {
    window.clearTimeout(this.timer);
    this.stopFollowing?.();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { page, context } = this;
    if (!context || context.row !== page.shown.focusRow) return nothing;
    const { given, suggested } = context.found;
    // What speaks against the label stands above, as the reason.
    const findings = context.found.findings.filter(({ kind }) => kind !== 'label');
    const strip = (title: string, images: ImageContext['given']) =>
      images.length === 0
        ? nothing
        : html`<section>
            <h3><bdi>${shown(title)}</bdi></h3>
            <winnow-neighbour-strip .page=${page} .images=${images}></winnow-neighbour-strip>
          </section>`;
    return html`
      ${
        findings.length === 0
          ? nothing
          : html`<section>
              <h3>${t('Findings')}</h3>
              ${findings.map(
                (finding) =>
                  html`<p class="context-finding ${finding.state}">
                    ${icon(findingIcon(finding))}
                    <span
                      ><strong>${findingName(finding)}</strong>
                      ${finding.state === 'dismissed' ? t('(not a problem)') : nothing}
                      ${shown(finding.explanation)}</span
                    >
                  </p>`,
              )}
            </section>`
      }
      ${strip(t('Most like it in {0}', page.images.table.predictedName(context.row) ?? ''), suggested)}
      ${strip(t('Most like it in {0}', page.images.table.givenName(context.row) ?? t('unsorted')), given)}
    `;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const row = this.page.shown.focusRow;
    // Nobody looks at a folded inspector.
    if (row === this.asked || this.getClientRects().length === 0) return;
    this.asked = row;
    window.clearTimeout(this.timer);
    if (row >= 0) this.timer = window.setTimeout(() => void this.load(row), settleMs);
  }

  private async load(row: number): Promise<void> {
    try {
      const found = await this.page.host.request('imageContext', { row });
      if (row !== this.page.shown.focusRow) return;
      this.context = { row, found };
      this.requestUpdate();
    } catch (error) {
      if (row === this.page.shown.focusRow && !isCancelled(error)) this.page.say('error', messageOf(error));
    }
  }
}

customElements.define('winnow-image-context', ImageContextPanel);
