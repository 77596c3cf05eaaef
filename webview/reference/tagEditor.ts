import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Tag } from '../../src/core/reference';
import { fuzzyScore } from '../dialogs/fuzzy';
import { formatShare, shown, t } from '../strings';
import { toolButton } from '../toolButton';

const listed = 6;

/** Tags that can be taken away, and added by a few letters of their names. */
export class TagEditor extends LitElement {
  static override properties = {
    tags: { attribute: false },
    names: { attribute: false },
    suggested: { attribute: false },
    disabled: { type: Boolean },
  };
  declare tags: readonly string[];
  /** Every tag that can be added. */
  declare names: readonly string[];
  /** How sure each tag is of the references. */
  declare suggested: readonly Tag[];
  declare disabled: boolean;
  private typed = '';
  private active = 0;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const choices = this.typed === '' ? [] : this.choices();
    const scores = new Map(this.suggested.map(({ name, score }) => [name, score]));
    return html`<div class="tag-editor">
      <ul class="tag-list" aria-label=${t('Tags')}>
        ${this.tags.map((name) => this.tag(name, scores.get(name)))}
      </ul>
      <input
        class="tag-input"
        type="text"
        spellcheck="false"
        autocomplete="off"
        role="combobox"
        placeholder=${t('Add a tag')}
        aria-label=${t('Add a tag')}
        aria-autocomplete="list"
        aria-expanded=${choices.length > 0}
        aria-controls=${choices.length > 0 ? 'tag-choices' : nothing}
        aria-activedescendant=${choices.length > 0 ? `tag-choice-${this.active}` : nothing}
        ?disabled=${this.disabled}
        .value=${this.typed}
        @input=${(event: InputEvent) => this.type(event)}
        @keydown=${(event: KeyboardEvent) => this.onKey(event, choices)}
      />
      ${
        choices.length > 0
          ? html`<div class="picker-list tag-choices" id="tag-choices" role="listbox" aria-label=${t('Tags to add')}>
              ${choices.map(
                (name, i) =>
                  html`<div
                    class="picker-row"
                    id="tag-choice-${i}"
                    role="option"
                    aria-selected=${i === this.active}
                    @click=${() => this.add(name)}
                  >
                    <span></span><bdi class="picker-name">${shown(name)}</bdi>
                  </div>`,
              )}
            </div>`
          : nothing
      }
      ${this.typed !== '' && choices.length === 0 ? html`<p class="picker-note">${t('No such tag: only what the model names can be looked for.')}</p>` : nothing}
    </div>`;
  }

  private tag(name: string, score: number | undefined): TemplateResult {
    return html`<li class="tag">
      <bdi>${shown(name)}</bdi>
      ${score === undefined ? nothing : html`<span class="tag-score">${formatShare(score)}</span>`}
      ${toolButton({
        icon: 'close',
        title: t('Remove {0}', name),
        className: 'tag-remove',
        isDisabled: this.disabled,
        run: () => this.takeAway(name),
      })}
    </li>`;
  }

  private choices(): string[] {
    const scored = this.names.flatMap((name) => {
      const score = this.tags.includes(name) ? undefined : fuzzyScore(this.typed.trim(), name);
      return score === undefined ? [] : [{ name, score }];
    });
    return scored
      .sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1))
      .slice(0, listed)
      .map(({ name }) => name);
  }

  private type(event: InputEvent): void {
    if (event.target instanceof HTMLInputElement) this.typed = event.target.value;
    this.active = 0;
    this.requestUpdate();
  }

  private onKey(event: KeyboardEvent, choices: readonly string[]): void {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && choices.length > 0) this.active = (this.active + step + choices.length) % choices.length;
    else if (event.key === 'Enter' && choices.length > 0) this.add(choices[this.active]);
    else if (event.key === 'Escape' && this.typed !== '') this.typed = '';
    else if (event.key === 'Backspace' && this.typed === '' && this.tags.length > 0)
      this.takeAway(this.tags[this.tags.length - 1]);
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.requestUpdate();
  }

  private add(name: string): void {
    this.typed = '';
    this.tell([...this.tags, name]);
  }

  private takeAway(name: string): void {
    this.tell(this.tags.filter((tag) => tag !== name));
    // The button that had the focus is gone.
    this.querySelector('input')?.focus();
  }

  private tell(tags: readonly string[]): void {
    this.tags = tags;
    this.dispatchEvent(new CustomEvent<readonly string[]>('winnow-tags', { detail: tags }));
  }
}

customElements.define('winnow-tag-editor', TagEditor);
