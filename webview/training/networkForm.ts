import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { messageOf } from '../../src/core/messageOf';
import {
  defaultSettings,
  draftChanges,
  draftOf,
  readDraft,
  type DraftField,
  type DraftReading,
  type NetworkDraft,
  type NetworkSettings,
  type NumberField,
} from '../../src/core/training/networkDraft';
import { trainerBackends } from '../../src/core/training/trainerBackends';
import type { TrainingPlan } from '../../src/protocol/trainingRequests';
import { Panel } from '../panel';
import type { Topic } from '../state/pageSignals';
import { t } from '../strings';
import { icon } from '../toolButton';
import './augmentationPreview';
import { backendName } from './runTexts';
import type { FormEntries } from './trainingState';
import { changeText, fieldGroups, fieldName, fieldRule } from './fieldTexts';

const samples = 3;
/** Milliseconds without another change before the engine is asked what it would be. */
const settleMs = 250;

/** What is to be trained: filled in by hand, or from a run that is to be run again with a change. */
export class NetworkForm extends Panel {
  // Whether another network trains decides what the form allows.
  protected override readonly topics: readonly Topic[] = ['training'];
  private plan: TrainingPlan | undefined;
  private problem: string | undefined;
  private sampleSeed = 0;
  private timer: number | undefined;

  override disconnectedCallback(): void {
    window.clearTimeout(this.timer);
    super.disconnectedCallback();
  }

  /** Fills the form from a run: what is changed from here on is marked. */
  runAgain(name: string, settings: NetworkSettings): void {
    this.entries.draft = draftOf(settings);
    this.entries.base = { name, draft: this.entries.draft };
    this.changed();
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('input')?.focus());
  }

  protected override firstUpdated(_changed: PropertyValues): void {
    void this.ask();
  }

  protected override render(): TemplateResult {
    const { page } = this;
    const { draft } = this.entries;
    const reading = readDraft(draft);
    const isBusy = page.training.isTraining;
    return html`<div
      class="network-form"
      role="form"
      aria-label=${t('Network')}
      @keydown=${(event: KeyboardEvent) => this.onKey(event, reading)}
    >
      ${this.baseLine()}
      <fieldset class="field-group">
        <legend>${t('Blocks (convolution, pooling, ReLU)')}</legend>
        ${([2, 3] as const).map((blocks) => this.radio(blocks))}
      </fieldset>
      ${fieldGroups(draft.blocks).map(
        ({ title, fields }) =>
          html`<fieldset class="field-group">
            <legend>${title}</legend>
            ${fields.map((field) => this.numberField(field, reading))}
            ${fields.includes('shear') ? this.augmentation(reading) : nothing}
            ${fields.includes('epochs') ? this.trainingChoices() : nothing}
          </fieldset>`,
      )}
      <div class="form-last">
        ${this.planText()}
        <div class="form-end">
          <button
            class="button primary"
            @click=${() => this.train(reading)}
            ?disabled=${!reading.ok || isBusy || !page.mayChange || this.plan?.problem !== undefined}
          >
            ${t('Train')}
          </button>
          <button class="button" @click=${() => this.reset()}>${t('Defaults')}</button>
        </div>
        ${isBusy ? html`<p class="form-note">${t('One network trains at a time: stop it, or wait for its end.')}</p>` : nothing}
        ${page.mayChange ? nothing : html`<p class="form-note">${t('This workspace is restricted: trust it to train.')}</p>`}
      </div>
    </div>`;
  }

  /** What was filled in: it outlives the form, which goes when the view is closed. */
  private get entries(): FormEntries {
    return this.page.training.form;
  }

  private baseLine(): TemplateResult | typeof nothing {
    if (!this.entries.base) return nothing;
    const changes = draftChanges(this.entries.base.draft, this.entries.draft);
    return html`<div class="form-base" role="status">
      <strong>${t('Run again: {0}', this.entries.base.name)}</strong>
      ${
        changes.length === 0
          ? html`<p>${t('Nothing is changed yet. Change one thing, so that the difference has one cause.')}</p>`
          : html`<ul>
              ${changes.map((change) => html`<li>${changeText(change)}</li>`)}
            </ul>`
      }
    </div>`;
  }

  private numberField(field: NumberField, reading: DraftReading): TemplateResult {
    const isWrong = !reading.ok && reading.wrong.has(field);
    const before = this.entries.base?.draft.numbers[field];
    return html`<label class="field ${this.isChanged(field) ? 'is-changed' : ''}">
      <span class="field-name">${fieldName(field)}${this.changedMark(field, before)}</span>
      <input
        type="text"
        inputmode="decimal"
        name=${field}
        spellcheck="false"
        autocomplete="off"
        .value=${this.entries.draft.numbers[field]}
        aria-invalid=${isWrong}
        aria-describedby=${isWrong ? `rule-${field}` : nothing}
        @input=${(event: InputEvent) => {
          if (event.target instanceof HTMLInputElement) this.setNumber(field, event.target.value);
        }}
      />
      ${isWrong ? html`<span class="field-problem" id="rule-${field}" role="alert">${fieldRule(field)}</span>` : nothing}
    </label>`;
  }

  private radio(blocks: 2 | 3): TemplateResult {
    return html`<label
      class="choice ${this.isChanged('blocks') && blocks === this.entries.draft.blocks ? 'is-changed' : ''}"
    >
      <input
        type="radio"
        name="blocks"
        .checked=${this.entries.draft.blocks === blocks}
        @change=${() => this.set({ ...this.entries.draft, blocks })}
      />
      <span
        >${t('{0} blocks', blocks)}${blocks === this.entries.draft.blocks ? this.changedMark('blocks', this.entries.base && `${this.entries.base.draft.blocks}`) : nothing}</span
      >
    </label>`;
  }

  private checkbox(field: 'flip' | 'classWeights', hint: string): TemplateResult {
    const before = this.entries.base?.draft[field];
    return html`<label class="choice ${this.isChanged(field) ? 'is-changed' : ''}" title=${hint}>
      <input
        type="checkbox"
        name=${field}
        .checked=${this.entries.draft[field]}
        @change=${(event: Event) => {
          if (event.target instanceof HTMLInputElement)
            this.set({ ...this.entries.draft, [field]: event.target.checked });
        }}
      />
      <span
        >${fieldName(field)}${this.changedMark(field, before === undefined ? undefined : before ? t('on') : t('off'))}</span
      >
    </label>`;
  }

  private augmentation(reading: DraftReading): TemplateResult {
    const rows = this.plan ? [...this.plan.samples] : [];
    return html`
      ${this.checkbox('flip', t('Every other image is mirrored, left to right'))}
      <div class="field-wide">
        <winnow-augmentation-preview
          .page=${this.page}
          .rows=${rows}
          .settings=${reading.ok ? reading.settings : undefined}
        ></winnow-augmentation-preview>
        <button class="link" @click=${() => this.otherImages()}>${t('Other Images')}</button>
      </div>
    `;
  }

  private trainingChoices(): TemplateResult {
    return html`
      ${this.checkbox('classWeights', t('Rare classes count as much as common ones'))}
      <label class="field">
        <span class="field-name">${t('Runs on')}</span>
        <select
          name="backend"
          @change=${(event: Event) => {
            if (event.target instanceof HTMLSelectElement) {
              const chosen = event.target.value;
              this.entries.backend = trainerBackends.find((backend) => backend === chosen) ?? 'auto';
            }
          }}
        >
          <option value="auto" ?selected=${this.entries.backend === 'auto'}>${t('the best there is')}</option>
          ${trainerBackends.map(
            (backend) =>
              html`<option value=${backend} ?selected=${this.entries.backend === backend}>
                ${backendName(backend)}
              </option>`,
          )}
        </select>
      </label>
    `;
  }

  private planText(): TemplateResult {
    const { plan, problem } = this;
    if (problem !== undefined) return html`<p class="problem-text" role="alert">${problem}</p>`;
    if (!plan) return html`<p class="form-note"></p>`;
    const how = plan.hasValidationSubset
      ? t('the dataset’s own validation subset')
      : t('drawn from every class, copies kept together');
    return html`<p class="form-note" aria-live="polite">
      ${t('{0} parameters. Trains on {1} images of {2} classes, validates with {3} ({4}).', plan.parameters, plan.train, plan.classes, plan.validation, how)}
      ${plan.leftOut > 0 ? t('{0} left out: the test subset and its copies.', plan.leftOut) : nothing}
      ${plan.problem === undefined ? nothing : html`<span class="problem-text">${plan.problem}</span>`}
    </p>`;
  }

  private changedMark(field: DraftField, before: string | undefined): TemplateResult | typeof nothing {
    if (before === undefined || !this.isChanged(field)) return nothing;
    return html`<span class="changed-mark">${icon('edit')}${t('was {0}', before)}</span>`;
  }

  private isChanged(field: DraftField): boolean {
    return (
      this.entries.base !== undefined &&
      draftChanges(this.entries.base.draft, this.entries.draft).some((one) => one.field === field)
    );
  }

  private setNumber(field: NumberField, text: string): void {
    this.set({ ...this.entries.draft, numbers: { ...this.entries.draft.numbers, [field]: text } });
  }

  private set(draft: NetworkDraft): void {
    this.entries.draft = draft;
    this.changed();
  }

  private reset(): void {
    this.entries.base = undefined;
    this.set(draftOf(defaultSettings));
  }

  private otherImages(): void {
    this.sampleSeed++;
    void this.ask();
  }

  private changed(): void {
    this.requestUpdate();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), settleMs);
  }

  private async ask(): Promise<void> {
    const reading = readDraft(this.entries.draft);
    if (!reading.ok) return;
    const { sampleSeed } = this;
    try {
      this.plan = await this.page.host.request('planTraining', { settings: reading.settings, samples, sampleSeed });
      this.problem = undefined;
    } catch (error) {
      this.problem = messageOf(error);
    }
    this.requestUpdate();
  }

  private onKey(event: KeyboardEvent, reading: DraftReading): void {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    this.train(reading);
  }

  private train(reading: DraftReading): void {
    if (!reading.ok || this.page.training.isTraining || !this.page.mayChange) return;
    void this.page.training.begin(reading.settings, this.entries.backend).then((began) => {
      if (began) this.entries.base = undefined;
      this.requestUpdate();
    });
  }
}

customElements.define('winnow-network-form', NetworkForm);
