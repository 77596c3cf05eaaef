import { html, nothing, type TemplateResult } from 'lit';
import { decide } from '../actions';
import type { Dialog } from '../state/overlays';
import { targetsOf } from '../state/selecting';
import { formatCount, shown, t } from '../strings';
import { classNameProblem } from './classNameProblem';
import { digitRank } from '../rail/digitRank';
import { DialogPanel } from './dialogPanel';
import { fuzzyScore } from './fuzzy';

const listed = 50;

interface Choice {
  readonly name: string;
  readonly isNew: boolean;
  readonly digit?: number;
  readonly images?: number;
}

/** Type a few letters of a class; the last row creates the class that was typed. */
export class ClassPicker extends DialogPanel {
  protected override readonly dialog: Dialog = 'classes';
  private typed = '';
  private active = 0;

  protected override opened(): void {
    this.typed = '';
    this.active = 0;
  }

  protected override heading(): string {
    const { classQuestion } = this.page.overlays;
    if (classQuestion) return classQuestion.heading;
    const count = targetsOf(this.page).length;
    return count === 1 ? t('Label Image') : t('Label {0} Images', count);
  }

  protected override content(): TemplateResult {
    const choices = this.choices();
    const problem = this.typed.trim() === '' ? undefined : classNameProblem(this.typed.trim());
    return html`
      <input
        class="picker-input"
        type="text"
        spellcheck="false"
        autocomplete="off"
        autofocus
        role="combobox"
        aria-label=${t('Class')}
        aria-expanded="true"
        aria-controls="picker-list"
        aria-activedescendant=${choices.length > 0 ? `choice-${this.active}` : nothing}
        placeholder=${t('Class')}
        .value=${this.typed}
        @input=${(event: InputEvent) => this.type(event)}
        @keydown=${(event: KeyboardEvent) => this.onKey(event, choices)}
      />
      <div class="picker-list" id="picker-list" role="listbox" aria-label=${t('Classes')}>
        ${choices.map((choice, i) => this.row(choice, i))}
      </div>
      ${problem ? html`<p class="picker-note">${problem}</p>` : nothing}
    `;
  }

  protected override updated(): void {
    super.updated();
    this.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }

  private row(choice: Choice, i: number): TemplateResult {
    return html`<div
      class="picker-row"
      id="choice-${i}"
      role="option"
      aria-selected=${i === this.active}
      @click=${() => this.choose(choice)}
    >
      <span class="rail-lead">${choice.digit === undefined ? nothing : html`<kbd>${choice.digit}</kbd>`}</span>
      <bdi class="picker-name">${choice.isNew ? t('Create class "{0}"', choice.name) : shown(choice.name)}</bdi>
      ${choice.images === undefined ? nothing : html`<span class="rail-count">${formatCount(choice.images)}</span>`}
    </div>`;
  }

  private choices(): Choice[] {
    const typed = this.typed.trim();
    const scored = this.page.summary.classes.flatMap(({ name, digit, images }) => {
      const score = fuzzyScore(typed, name);
      return score === undefined ? [] : [{ name, digit, images, isNew: false, score }];
    });
    scored.sort((a, b) => b.score - a.score || digitRank(a) - digitRank(b) || (a.name < b.name ? -1 : 1));
    const isKnown = this.page.summary.classes.some(({ name }) => name === typed);
    const create =
      typed !== '' && !isKnown && classNameProblem(typed) === undefined ? [{ name: typed, isNew: true }] : [];
    return [...scored.slice(0, listed), ...create];
  }

  private type(event: InputEvent): void {
    if (event.target instanceof HTMLInputElement) this.typed = event.target.value;
    this.active = 0;
    this.requestUpdate();
  }

  private onKey(event: KeyboardEvent, choices: readonly Choice[]): void {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      const to = this.active + step;
      this.active =
        Math.abs(step) === 1 ? (to + choices.length) % choices.length : Math.max(0, Math.min(choices.length - 1, to));
      this.requestUpdate();
    } else if (event.key === 'Enter') {
      const choice = choices[this.active];
      if (choice) this.choose(choice);
    } else return;
    event.preventDefault();
  }

  private choose({ name }: Choice): void {
    const { classQuestion } = this.page.overlays;
    this.close();
    if (classQuestion) classQuestion.take(name);
    else decide(this.page, { kind: 'relabel', to: name });
  }

  protected override close(): void {
    super.close();
    this.page.overlays.classQuestion = undefined;
  }
}

customElements.define('winnow-class-picker', ClassPicker);
