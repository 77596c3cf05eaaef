import { LitElement } from 'lit';
import type { Page } from './state/page';
import type { Topic } from './state/pageSignals';

/**
 * A part of the page that is drawn from the page's state. Drawn in the document itself, not in a shadow tree: one style
 * sheet and the icon font serve all parts, and ids can be pointed at across them.
 */
export abstract class Panel extends LitElement {
  static override properties = { page: { attribute: false } };
  declare page: Page;
  /** What this part depends on. */
  protected abstract readonly topics: readonly Topic[];
  private stop: (() => void) | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = this.page.changed.on((topic) => {
      if (this.topics.includes(topic)) this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    this.stop?.();
    super.disconnectedCallback();
  }
}
